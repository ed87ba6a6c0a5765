"""Why a file is not read, each in one sentence that says what to do next."""

from app.core.errors import N_, Refusal


class UnreadableFile(Refusal):
    """Nothing of the file was read."""

    message = N_("%(name)s cannot be read as a list. Save it as .xlsx, .ods or .csv and try again.")
    status = 422


class FileTooLarge(UnreadableFile):
    message = N_("%(name)s is larger than 5 MB. Part the list, or take pictures out of it, and try again.")


class EmptyFile(UnreadableFile):
    message = N_("%(name)s is empty: there is not one line in it.")


class LockedFile(UnreadableFile):
    message = N_("%(name)s is protected by a password. Save it without the password and try again.")


class DamagedFile(UnreadableFile):
    message = N_("%(name)s is damaged or cut off. Open it in a spreadsheet program, save it again and try again.")


class NotAList(UnreadableFile):
    """A file of another kind: a picture, a document, an archive."""

    message = N_("%(name)s is no spreadsheet. Save the list as .xlsx, .ods or .csv and try again.")


class PackedFile(UnreadableFile):
    message = N_("%(name)s is an archive. Unpack it and choose the list that is in it.")


class WebPage(UnreadableFile):
    """Some programs save a page of HTML or XML under the name of a spreadsheet."""

    message = N_(
        "%(name)s is called a spreadsheet but holds a web page. "
        "Open it in a spreadsheet program, save it as .xlsx and try again."
    )


class UnpacksTooLarge(UnreadableFile):
    message = N_("%(name)s unpacks to far more than a list needs. Copy only the list into a new file.")


class TooManyRows(UnreadableFile):
    message = N_("%(name)s has more than 20,000 rows. Part the list and try again.")


class TooManyCells(UnreadableFile):
    message = N_("%(name)s has too many filled cells or too long texts. Copy only the list into a new file.")


class TooManyColumns(UnreadableFile):
    message = N_("%(name)s has more than 1,000 columns on a sheet. Copy only the list into a new file.")
