from corpus.access import Role, PROGRAM
from search.standing import Watched
from ingest.projection import project_items
from corpus.types import ItemKind
def test_x(site):
    site.publish()
    s=site.services
    for text in (site.need["title"]+" "+site.need["text"], site.need["title"], "زیرگذر رگبار", "پر شدن زیرگذرها از آب در رگبار "+site.need["text"]):
        s.standing_queries.replace_all([Watched("a",text,PROGRAM)])
        import search.standing as st
        st.LEAST_BY_WORDS=0.0
        with s.database.reading() as c:
            p=project_items(c,[(ItemKind.LESSON,"underpass")])[0]
        print(text[:40], [m.score for m in s.standing_queries.match(p.payload,p.passages)])
