"""What can go wrong, as a tree.

    TajrobeError
    ├── ConfigurationError            a setting is wrong or something it names is missing
    │   └── ModelUnavailable          the embedding model cannot be loaded
    │       └── InvalidModel          its folder lacks something, was changed, or makes no usable vectors
    ├── UploadRefused                 a file is not taken in at all
    │   ├── FileTooLarge
    │   └── EmptyFile
    ├── UnreadableFile                a file is kept, but its text cannot be had
    │   ├── UnsupportedFile           nothing here reads this kind of file
    │   ├── DamagedFile               the container or its content is broken
    │   ├── EncryptedFile
    │   ├── UnsafeFile                it inflates, nests or declares what no office file needs to
    │   ├── NoText                    it opens, but holds no text (a scan)
    │   ├── NeedsRecognition          it is a picture of text, and what reads pictures is not installed
    │   ├── NeedsConverter            it is of an old kind, and LibreOffice is not installed
    │   └── ReaderLimit               reading ran over its memory, time or output limit
    ├── NotMinutes                    a file or document is not the minutes of a session
    ├── NotLesson                     a file or document does not tell of a lesson
    ├── UnusableSheet                 a spreadsheet's rows cannot be taken as lessons
    │   └── TooManyRows
    ├── Interrupted                   reading was broken off because the program ends; the file waits
    ├── RevisionRefused               a page's text is not changed as asked
    │   ├── EditConflict              somebody else changed it in the meantime
    │   ├── UnusableText              what was typed is empty or far too long
    │   └── NoOtherReading            nothing else reads this kind of file
    ├── DraftConflict                 somebody else changed the draft of minutes in the meantime
    ├── InvalidRecord                 what is to be written down cannot be; the message names the fields
    ├── InvalidQuery                  a search that cannot be carried out
    │   └── InvalidFilter             a list is asked for by fields that cannot be used
    ├── NotFound                      no such record
    ├── AnswerFailure                 no answer was written; the results stand for themselves
    │   ├── AnswersOff                this site has no language model
    │   ├── AnswersBusy               as many answers as may be are being written
    │   └── AnswerUnavailable         the language model is not there, takes too long, or gives nothing
    ├── MailFailure                   the mail server is not there or does not take a letter
    └── IndexFailure
        ├── IndexInUse                another process owns the embedded index
        ├── IndexMismatch             the index was built with other settings than are in force
        └── IndexUnavailable          the engine does not answer

Every error carries a Persian sentence for people (`str(error)`) and a stable name for programs (`error.type`).
"""


class TajrobeError(Exception):
    """The root: everything we raise on purpose."""

    @property
    def type(self) -> str:
        """The stable name that programs switch on."""
        return type(self).__name__


class ConfigurationError(TajrobeError):
    """A setting is wrong, or something that it names is missing."""


class ModelUnavailable(ConfigurationError):
    """The embedding model cannot be loaded; search goes on with words alone."""


class InvalidModel(ModelUnavailable):
    """The model's folder lacks something, was changed, or makes no usable vectors."""


class UploadRefused(TajrobeError):
    """The file is not taken in at all."""


class FileTooLarge(UploadRefused):
    """The file is larger than this site accepts."""


class EmptyFile(UploadRefused):
    """The file holds no bytes."""


class UnreadableFile(TajrobeError):
    """The file is kept, but its text cannot be had."""


class UnsupportedFile(UnreadableFile):
    """Nothing here reads this kind of file."""


class DamagedFile(UnreadableFile):
    """The container or its content is broken."""


class EncryptedFile(UnreadableFile):
    """The file is locked with a password."""


class UnsafeFile(UnreadableFile):
    """The file inflates, nests or declares what no office file needs to."""


class NoText(UnreadableFile):
    """The file opens but holds no text, as a scan does."""


class NeedsRecognition(UnreadableFile):
    """The file is a picture of text and waits until the program that reads pictures is installed."""


class NeedsConverter(UnreadableFile):
    """The file is of a kind that only LibreOffice opens, and waits until that is installed."""


class ReaderLimit(UnreadableFile):
    """Reading ran over its memory, time or output limit."""


class Interrupted(TajrobeError):
    """Reading was broken off because the program ends; the file waits to be read from its beginning."""


class RevisionRefused(TajrobeError):
    """The page's text is not changed as asked, and stays as it is."""


class EditConflict(RevisionRefused):
    """Somebody else changed the page's text after this change was begun."""


class UnusableText(RevisionRefused):
    """What was typed is empty or far too long for a page."""


class NoOtherReading(RevisionRefused):
    """There is no other way to read this kind of file."""


class DraftConflict(TajrobeError):
    """Somebody else changed the draft of minutes after this change was begun; nothing of either is lost."""


class InvalidRecord(TajrobeError):
    """What is to be written down cannot be; the message names the fields."""


class InvalidQuery(TajrobeError):
    """The search cannot be carried out as asked."""


class InvalidFilter(InvalidQuery):
    """A list is asked for by fields that cannot be used; the message names them."""


class NotMinutes(TajrobeError):
    """The file or document is not the minutes of a session."""


class NotLesson(TajrobeError):
    """The file or document does not tell what went wrong, why, and what is advised."""


class UnusableSheet(TajrobeError):
    """The file's rows cannot be taken as lessons: it has no table, or its columns are not what was said."""


class TooManyRows(UnusableSheet):
    """The spreadsheet has more rows than are taken in at once."""


class NotFound(TajrobeError):
    """There is no such record."""


class SignInNeeded(TajrobeError):
    """Only people who have signed in may do this."""


class SignInRefused(TajrobeError):
    """The login and the password do not belong together; which of them is wrong is not said."""


class TooManyAttempts(SignInRefused):
    """Signing in failed so often that a while must pass; the message says how long."""


class InvalidToken(TajrobeError):
    """The personal token is unknown, has been revoked or has expired; the message says which."""


class InvalidFormToken(TajrobeError):
    """The form was not made by this site for this person, or too long ago."""


class NotAllowed(TajrobeError):
    """Whoever is signed in may not do this."""


class LinkUsed(TajrobeError):
    """The one-time link has been used, has expired, or never was."""


class AnswerFailure(TajrobeError):
    """No answer is written; what the search found stands for itself."""


class AnswersOff(AnswerFailure):
    """This site has no language model."""


class AnswersBusy(AnswerFailure):
    """As many answers as this site writes at a time are being written."""


class AnswerUnavailable(AnswerFailure):
    """The language model cannot be reached, takes too long, refuses or gives nothing that can be used."""


class MailFailure(TajrobeError):
    """The mail server cannot be reached, or does not take the letter; it stays to be sent."""


class IndexFailure(TajrobeError):
    """Something is wrong with the vector index."""


class IndexInUse(IndexFailure):
    """Another process owns the embedded index."""


class IndexMismatch(IndexFailure):
    """The index was built with other settings than are in force."""


class IndexUnavailable(IndexFailure):
    """The engine does not answer."""
