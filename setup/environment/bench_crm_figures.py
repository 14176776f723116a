import json
from .console import say
def crm(done):
    import pathlib
    pathlib.Path("/tmp/crmbench.json").write_text(json.dumps(done, default=str))
    return []
