"""Tax ids of the region. python-stdnum knows the check digits; its modules are imported when first needed."""

import re
from functools import cache
from importlib import import_module
from types import ModuleType

# Tried in order: what companies have, then persons.
_MODULES = {
    "AR": ("ar.cuit", "ar.dni"),
    "BR": ("br.cnpj", "br.cpf"),
    "CL": ("cl.rut",),
    "CO": ("co.nit",),
    "CR": ("cr.cpj", "cr.cpf", "cr.cr"),
    "DO": ("do.rnc", "do.cedula"),
    "EC": ("ec.ruc", "ec.ci"),
    "ES": ("es.nif",),
    "GT": ("gt.nit",),
    "MX": ("mx.rfc",),
    "PE": ("pe.ruc", "pe.cui"),
    "PY": ("py.ruc",),
    "SV": ("sv.nit",),
    "US": ("us.tin",),
    "UY": ("uy.rut",),
    "VE": ("ve.rif",),
}
# Numbers without check digit, or (EC: a RUC) whose check digit many lawful numbers do not keep.
_ALSO = {
    "CO": r"[0-9]{6,8}|1[0-9]{9}",
    "EC": r"(0[1-9]|1[0-9]|2[0-4]|30|50)[0-9]{8}(?!000)[0-9]{3}",
    "GT": r"[0-9]{13}",
    "PE": r"[0-9]{8}",
    "SV": r"[0-9]{9}",
    "UY": r"[0-9]{7,8}",
}
_ANYWHERE = r"[0-9A-Z]{4,20}"  # countries whose rules we do not know


def normalize(country: str, text: str) -> str:
    """Letters and digits only, capitals: ``76.086.428-5`` → ``760864285``. Two spellings of one id become equal."""
    plain = re.sub(r"[^0-9A-Z&Ñ]", "", text.upper())
    return plain[2:] if country == "ES" and len(plain) == 11 and plain.startswith("ES") else plain


def is_valid(country: str, text: str) -> bool:
    """Whether ``text`` can be a tax id of ``country``: shape, and check digit where the country keeps to it."""
    plain = normalize(country, text)
    if country not in _MODULES:
        return re.fullmatch(_ANYWHERE, plain) is not None
    if re.fullmatch(_ALSO.get(country, r"(?!)"), plain):
        return True
    return any(_module(name).is_valid(plain) for name in _MODULES[country])


def is_suspect(country: str, text: str) -> bool:
    """A valid RUC (EC) or RFC (MX) whose check digit disagrees: worth a warning, never a refusal."""
    plain = normalize(country, text)
    if country == "EC" and len(plain) == 13:
        return is_valid(country, plain) and not _module("ec.ruc").is_valid(plain)
    if country == "MX" and len(plain) >= 12:
        return is_valid(country, plain) and not _module("mx.rfc").is_valid(plain, validate_check_digits=True)
    return False


@cache
def _module(name: str) -> ModuleType:
    return import_module(f"stdnum.{name}")
