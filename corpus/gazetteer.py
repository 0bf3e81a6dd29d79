"""The cities and bodies that every site knows from the start: written by us, saved into the record when a site opens."""

from corpus.repository.places import PlaceRepository
from corpus.types import Body, BodyKind, City, JalaliDate, KnownSession

CITIES = (
    City("tehran", "تهران", "تهران", ("پایتخت",)),
    City("mashhad", "مشهد", "خراسان رضوی", ("مشهد مقدس",)),
    City("isfahan", "اصفهان", "اصفهان"),
    City("karaj", "کرج", "البرز"),
    City("shiraz", "شیراز", "فارس"),
    City("tabriz", "تبریز", "آذربایجان شرقی"),
    City("qom", "قم", "قم"),
    City("ahvaz", "اهواز", "خوزستان"),
    City("kermanshah", "کرمانشاه", "کرمانشاه"),
    City("urmia", "ارومیه", "آذربایجان غربی"),
    City("rasht", "رشت", "گیلان"),
    City("zahedan", "زاهدان", "سیستان و بلوچستان"),
    City("hamedan", "همدان", "همدان"),
    City("kerman", "کرمان", "کرمان"),
    City("yazd", "یزد", "یزد"),
    City("arak", "اراک", "مرکزی"),
    City("ardabil", "اردبیل", "اردبیل"),
    City("bandar-abbas", "بندرعباس", "هرمزگان", ("بندر عباس",)),
    City("qazvin", "قزوین", "قزوین", metropolis=False),
    City("zanjan", "زنجان", "زنجان", metropolis=False),
    City("sanandaj", "سنندج", "کردستان", metropolis=False),
    City("khorramabad", "خرم‌آباد", "لرستان", ("خرم آباد",), metropolis=False),
    City("gorgan", "گرگان", "گلستان", metropolis=False),
    City("sari", "ساری", "مازندران", metropolis=False),
    City("bushehr", "بوشهر", "بوشهر", metropolis=False),
    City("birjand", "بیرجند", "خراسان جنوبی", metropolis=False),
    City("bojnord", "بجنورد", "خراسان شمالی", metropolis=False),
    City("semnan", "سمنان", "سمنان", metropolis=False),
    City("ilam", "ایلام", "ایلام", metropolis=False),
    City("yasuj", "یاسوج", "کهگیلویه و بویراحمد", metropolis=False),
    City("shahrekord", "شهرکرد", "چهارمحال و بختیاری", metropolis=False),
)

# Predecessors stand before their successors.
BODIES = (
    Body("deputies-meeting", "نشست معاونین فنی و عمرانی کلان‌شهرها", BodyKind.ASSEMBLY),
    Body("committee-deputies", "کمیتهٔ معاونین", BodyKind.COMMITTEE),
    Body("committee-supervision", "کمیتهٔ نظارت و اجراء", BodyKind.COMMITTEE),
    Body("committee-design", "کمیتهٔ مطالعات و طراحی", BodyKind.COMMITTEE),
    Body("committee-contracts", "کمیتهٔ پیمان و رسیدگی", BodyKind.COMMITTEE),
    Body("group-deputies", "کارگروه معاونین", BodyKind.WORKING_GROUP, ("committee-deputies",)),
    Body(
        "group-product",
        "کارگروه محصول (پروژه)",
        BodyKind.WORKING_GROUP,
        ("committee-design", "committee-supervision"),
    ),
    Body(
        "group-process",
        "کارگروه فرآیند",
        BodyKind.WORKING_GROUP,
        ("committee-contracts", "committee-design", "committee-supervision"),
    ),
    Body("group-factors", "کارگروه عوامل", BodyKind.WORKING_GROUP, ("committee-contracts", "committee-supervision")),
    Body(
        "commission",
        "کمیسیون فنی و عمرانی مجمع شهرداران کلان‌شهرهای ایران",
        BodyKind.COMMISSION,
        ("deputies-meeting", "group-deputies", "group-factors", "group-process", "group-product"),
    ),
)

# What the commission tells of its own sessions, whether or not their minutes are here.
SESSIONS = (
    KnownSession(1, "mashhad", JalaliDate(1378, 9), "نخستین نشست کمیتهٔ معاونین فنی و عمرانی کلان‌شهرها"),
    KnownSession(16, "isfahan", note="آخرین نشست کمیته‌های چهارگانه؛ تفکیک نتیجه‌ها به افق‌ها از همین نشست است"),
    KnownSession(20, "tehran", note="هم‌زمان با جشنواره و نمایشگاه عمران شهری"),
    KnownSession(22, "tehran", note="هم‌زمان با جشنواره و نمایشگاه عمران شهری"),
    KnownSession(24, "tehran", note="هم‌زمان با جشنواره و نمایشگاه عمران شهری"),
)


def save_gazetteer(places: PlaceRepository) -> None:
    """Write the known cities and bodies into the record; those that are there already are brought up to date."""
    for city in CITIES:
        places.save_city(city)
    for body in BODIES:
        places.save_body(body)
