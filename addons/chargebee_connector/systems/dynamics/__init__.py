"""Microsoft Dynamics 365 (Dataverse): its Web API, our tables there, and what fills them."""
