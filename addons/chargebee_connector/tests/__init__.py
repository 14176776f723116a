from . import test_access
from . import test_customers
from . import test_neutralize
from . import test_problem_text
from . import test_translation
from . import test_vat
from . import test_views
