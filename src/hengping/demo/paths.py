"""Address schemes of the six template families, as the content management systems behind real sites make them."""

from dataclasses import dataclass

from hengping.demo.content import Article, Section


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one family writes addresses. Placeholders: trail, slug, id (section), number, ymd, y, m, d, page.

    Attributes:
        section, paging: first list page and the following ones (``page`` counts from 1, ``before`` from 0).
        article, record, file: article; letter or guide; attachment.
        single: a page of its own (form, sitemap, search).
    """

    name: str
    section: str
    paging: str
    article: str
    record: str
    file: str
    single: str
    search: str
    list_date: str
    home_date: str
    page_size: int


SCHEMES = (
    Scheme(
        name="static",
        section="/{trail}/",
        paging="/{trail}/index_{before}.html",
        article="/{trail}/{y}{m:02d}/t{ymd}_{number}.html",
        record="/{trail}/t{ymd}_{number}.html",
        file="/{trail}/{y}{m:02d}/P0{ymd}{number}.{ext}",
        single="/fz/{slug}/",
        search="/search/",
        list_date="%Y-%m-%d",
        home_date="%m-%d",
        page_size=8,
    ),
    Scheme(
        name="column",
        section="/col/col{id}/index.html",
        paging="/col/col{id}/index.html?pageNum={page}",
        article="/art/{y}/{m}/{d}/art_{id}_{number}.html",
        record="/art/{y}/{m}/{d}/art_{id}_{number}.html",
        file="/attach/0/{ymd}{number}.{ext}",
        single="/col/{slug}/index.html",
        search="/jsearchfront/search.do",
        list_date="%Y-%m-%d",
        home_date="[%m-%d]",
        page_size=10,
    ),
    Scheme(
        name="channel",
        section="/{trail}.htm",
        paging="/{trail}/{page}.htm",
        article="/info/{id}/{number}.htm",
        record="/info/{id}/{number}.htm",
        file="/__local/{y}/{m:02d}/{number}.{ext}",
        single="/{slug}.htm",
        search="/ssjg.jsp",
        list_date="%Y/%m/%d",
        home_date="%m/%d",
        page_size=9,
    ),
    Scheme(
        name="script",
        section="/list.asp?classid={id}",
        paging="/list.asp?classid={id}&page={page}",
        article="/show.asp?id={number}",
        record="/view.asp?id={number}",
        file="/UploadFile/{y}{m:02d}/{number}.{ext}",
        single="/{slug}.asp",
        search="/search.asp",
        list_date="[%Y-%m-%d]",
        home_date="[%Y-%m-%d]",
        page_size=10,
    ),
    Scheme(
        name="modern",
        section="/channels/{slug}/",
        paging="/channels/{slug}/{page}.html",
        article="/{slug}/{y}-{m:02d}/{d:02d}/content_{number}.shtml",
        record="/{slug}/detail/{number}.shtml",
        file="/files/{y}{m:02d}/{number}.{ext}",
        single="/pages/{slug}.shtml",
        search="/s",
        list_date="%Y.%m.%d",
        home_date="",
        page_size=8,
    ),
    Scheme(
        name="ministry",
        section="/{trail}/index.htm",
        paging="/{trail}/index_{page}.htm",
        article="/{trail}/{y}{m:02d}/content_{number}.htm",
        record="/{trail}/content_{number}.htm",
        file="/{trail}/{y}{m:02d}/{number}.{ext}",
        single="/{slug}/index.htm",
        search="/so/index.htm",
        list_date="%Y-%m-%d",
        home_date="%m-%d",
        page_size=10,
    ),
)


def section_path(scheme: Scheme, section: Section, page: int = 1) -> str:
    """Address of a section's list page, counted from 1."""
    pattern = scheme.section if page == 1 else scheme.paging
    return pattern.format(trail=section.trail, slug=section.slug, id=section.number, page=page, before=page - 1)


def article_path(scheme: Scheme, section: Section, article: Article) -> str:
    """Address of an article; most families print its date in it."""
    day = article.published_on
    return scheme.article.format(
        trail=section.trail,
        slug=section.slug,
        id=section.number,
        number=article.number,
        ymd=f"{day:%Y%m%d}",
        y=day.year,
        m=day.month,
        d=day.day,
    )


def record_path(scheme: Scheme, section: Section, number: int, ymd: str) -> str:
    """Address of a letter or a guide; ``ymd`` is its day as eight digits."""
    return scheme.record.format(
        trail=section.trail,
        slug=section.slug,
        id=section.number,
        number=number,
        ymd=ymd,
        y=ymd[:4],
        m=int(ymd[4:6]),
        d=int(ymd[6:]),
    )


def file_path(scheme: Scheme, section: Section, article: Article, extension: str, number: int) -> str:
    """Address of an attachment."""
    day = article.published_on
    return scheme.file.format(
        trail=section.trail, ymd=f"{day:%Y%m%d}", y=day.year, m=day.month, number=number, ext=extension
    )
