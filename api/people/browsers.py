"""Browsers by names that people know, out of what they call themselves."""

# The first that is found counts: most of them also claim to be those further down.
_BROWSERS = (
    ("Edg", "اِج"),
    ("OPR/", "اُپرا"),
    ("SamsungBrowser/", "مرورگر سامسونگ"),
    ("Firefox/", "فایرفاکس"),
    ("FxiOS/", "فایرفاکس"),
    ("Chrome/", "کروم"),
    ("CriOS/", "کروم"),
    ("Safari/", "سافاری"),
)
_SYSTEMS = (
    ("Android", "اندروید"),
    ("iPhone", "آیفون"),
    ("iPad", "آیپد"),
    ("Windows", "ویندوز"),
    ("Mac OS", "مک"),
    ("CrOS", "کروم‌بوک"),
    ("Linux", "لینوکس"),
)


def browser_name(agent: str) -> str:
    """«کروم در ویندوز», as far as it is known; else what it calls itself."""
    browser, system = (next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS))
    if not browser:
        return agent or "مرورگری ناشناخته"
    return f"{browser} در {system}" if system else browser
