"""Whether a tax id looks right in its country. Only ever a doubt: registers do hold ids that fail the check."""

import re
from functools import lru_cache
from importlib import import_module

_NOT_DIGITS = re.compile(r"[\s./-]+")

# Country → (validators of python-stdnum, pattern of the plain national ids that carry no check digit).
_RULES: dict[str, tuple[tuple[str, ...], str]] = {
    "AR": (("ar.cuit",), r"\d{7,8}"),
    "BR": (("br.cnpj", "br.cpf"), ""),
    "CL": (("cl.rut",), ""),
    "CO": (("co.nit",), r"\d{5,10}"),
    "CR": (("cr.cpj", "cr.cpf", "cr.cr"), ""),
    "DO": (("do.rnc", "do.cedula"), ""),
    "EC": (("ec.ruc", "ec.ci"), ""),
    "ES": (("es.nif",), ""),
    "GT": (("gt.nit",), r"CF|\d{13}"),
    "HN": ((), r"\d{13,14}"),
    "MX": (("mx.rfc",), ""),
    "PE": (("pe.ruc",), r"\d{8,9}"),
    "PY": (("py.ruc",), r"\d{5,8}"),
    "SV": (("sv.nit",), r"\d{9}"),
    "US": (("us.ein", "us.ssn", "us.itin"), ""),
    "UY": (("uy.rut",), r"\d{7,8}"),
    "VE": (("ve.rif",), r"[VE]?\d{6,9}"),
}

# What registers write for a buyer who gave no id, or a foreign one: many people share it.
_ANYBODYS: dict[str, frozenset[str]] = {
    "CL": frozenset({"555555555", "666666666"}),
    "CO": frozenset({"222222222222", "222222222"}),
    "EC": frozenset({"9999999999999", "9999999999"}),
    "MX": frozenset({"XAXX010101000", "XEXX010101000"}),
}


def is_anybodys(text: str, country: str) -> bool:
    """Whether the id stands for nobody in particular: the country's id of the final consumer, or nothing but zeros."""
    plain = _NOT_DIGITS.sub("", text).upper()
    return bool(plain) and (not plain.strip("0") or plain in _ANYBODYS.get(country, ()))


def is_plausible_tax_id(text: str, country: str) -> bool:
    """True for countries without a known rule. MX: the form only, since old RFC carry wrong check digits."""
    rule = _RULES.get(country)
    if rule is None:
        return True
    validators, plain = rule
    # In Colombia a hyphen announces the check digit, so the id must then satisfy it.
    if plain and not (country == "CO" and "-" in text) and re.fullmatch(plain, _NOT_DIGITS.sub("", text).upper()):
        return True
    return any(_module(name).is_valid(text) for name in validators)


def proves_itself(text: str, country: str) -> bool:
    """Whether the id satisfies the country's own check: by chance a number does so once in ten or more."""
    validators, _ = _RULES.get(country, ((), ""))
    return any(_module(name).is_valid(text) for name in validators)


@lru_cache(maxsize=32)
def _module(name: str):  # type: ignore[no-untyped-def]  # python-stdnum modules share a duck type, not a class
    return import_module(f"stdnum.{name}")
