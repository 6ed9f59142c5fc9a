"""The database's history, and how a database is brought to today's version when the program starts."""
