"""How static files are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Collected

# Folders whose modules import each other; the bundles of Wagtail's admin are left as they are.
_OWN = ("site/*.js", "exams/*.js")
_IMPORTS = Collected._js_module_import_aggregation_patterns[1]


class HashedStaticFiles(Collected):
    """Compressed files under hashed names, where a module of ours names the hashed names of those it imports.

    A phone may then keep every one of them for as long as it likes: what changes gets another name.
    """

    patterns = (*Collected.patterns, *((folder, _IMPORTS) for folder in _OWN))
