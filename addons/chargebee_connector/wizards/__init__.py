from . import billing_ignore
from . import billing_decide
