"""What Chargebee takes from a CRM: facts about customers, contacts, and quotes that were won.

rules      which column decides which field, and who leads
held       a customer, contact or price as Chargebee has it now
customers  changed facts of accounts, contacts and addresses
quotes     quotes that were won
making     customers that exist only in the CRM so far
sending    the calls, and looks whether they were done
"""
