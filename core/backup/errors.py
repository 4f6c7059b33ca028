"""Why a backup could not be made or used, in a sentence for the operator."""


class BackupError(Exception):
    """The message says what is wrong and what to do. Nothing was changed, unless it says so."""
