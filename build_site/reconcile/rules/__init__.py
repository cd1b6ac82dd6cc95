"""The rules that are no identities, by what they look at: each is one declaration with its function in a module of this
folder, all of which are loaded."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
