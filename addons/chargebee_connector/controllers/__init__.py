from . import chargebee_webhook
from . import exact_callback
