"""Data: words of the recurring folder for how often, on which day, and whether a charge goes on."""


def _means(**words: str) -> dict[str, str]:
    """Word → meaning, from one ``;``-separated text for each meaning."""
    return {" ".join(word.split()): meaning for meaning, text in words.items() for word in text.split(";")}


# "Quincenal" is not among them: twice a month to some, every fifteen days to others. Two rows say it clearly.
FREQUENCIES = _means(
    week="semanal; semana; cada semana; weekly; week; every week; toda semana; por semana",
    two_weeks="""two weeks; catorcenal; cada dos semanas; cada 2 semanas; every two weeks; every 2 weeks; fortnightly;
        biweekly; a cada duas semanas""",
    month="mensual; mes; cada mes; mensualmente; monthly; month; every month; mensal; todo mes; por mes",
    two_months="""two months; bimestral; cada dos meses; cada 2 meses; every two months; every 2 months; a cada dois
        meses""",
    quarter="trimestral; trimestre; cada tres meses; cada 3 meses; quarterly; quarter; every three months",
    four_months="four months; cuatrimestral; quadrimestral; cada cuatro meses; cada 4 meses; every four months",
    half_year="""half year; semestral; semestre; cada seis meses; cada 6 meses; half-yearly; half yearly; semiannual;
        every six months""",
    year="anual; ano; cada ano; anualmente; yearly; year; annual; annually; every year; todo ano",
)

LAST_DAYS = dict.fromkeys(
    ("ultimo", "ultimo dia", "fin de mes", "ultimo dia del mes", "last", "last day", "end of month", "fim do mes"), "31"
)
WEEKDAYS = {
    name: str(day)
    for day, names in enumerate(
        (
            "lunes monday segunda segunda-feira",
            "martes tuesday terca terca-feira",
            "miercoles wednesday quarta quarta-feira",
            "jueves thursday quinta quinta-feira",
            "viernes friday sexta sexta-feira",
            "sabado saturday",
            "domingo sunday",
        ),
        1,
    )
    for name in names.split()
}

SCHEDULE_STATES = _means(
    active="active; activo; activa; ativo; ativa; vigente; en curso; reanudado; reanudada",
    paused="paused; pausado; pausada; en pausa; em pausa; suspendido; suspendida; suspenso; suspensa; on hold",
    ended="""ended; terminado; terminada; finalizado; finalizada; cancelado; cancelada; cancelled; canceled; de baja;
        baja; encerrado; encerrada; inactivo; inactiva; inativo; inativa; inactive; concluido; concluida""",
)
