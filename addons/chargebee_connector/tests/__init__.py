from . import test_problem_text
