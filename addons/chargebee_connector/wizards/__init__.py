from . import billing_ignore
from . import billing_settlement
from . import billing_decide
from . import billing_relink
from . import billing_crm_account
from . import billing_why
