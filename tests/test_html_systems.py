"""Pages as content management systems write them, in our own words: what must stay, to the letter, and nothing else.

In the markup `{1}` to `{6}` are paragraphs of text, `{x}` and `{y}` teasers of other articles; `stays` lists the blocks
that are left, in order, with the same marks.
"""

# ruff: noqa: E501 (mark-up reads better in one piece)
from __future__ import annotations

import pytest

from newsmend.ingest.html import parse_html

TEXT = {
    "1": "The council voted on Monday to close the covered market for a year, so that its iron roof can be mended.",
    "2": "“Forty traders will lose their stalls before Christmas,” said Rosa Lind, who has sold cheese there since 1988.",
    "3": "Engineers had warned in March that two of the nine girders were rusted through, and that snow might break them.",
    "4": "The work will cost about 6 million crowns, a third of which the state will pay.",
    "5": "A tent on the parking lot is to hold the stalls in the meantime, but it has room for only twenty-five of them.",
    "6": "Traders have until the end of the month to ask for one, and the lots will be drawn in public.",
    "x": "Snow closed the pass on Sunday, and buses went the long way round through the valley.",
    "y": "The school kitchen won a prize for its soup, which is made from what the gardens give.",
}
HEAD = "<title>Market closes | The Valley Post</title><meta property='og:title' content='Market closes for a year'>"
H1 = "<h1 class='{}'>Market closes for a year</h1>"
TEASERS = (
    "<div class='{0}'><h3>{0}</h3><ul><li><a href='/a'>Snow closes the pass</a><p>{{x}}</p></li>"
    "<li><a href='/b'>A prize for soup</a><p>{{y}}</p></li></ul></div>"
)
SHARE = "<ul class='{}'><li><a href='#'>Facebook</a></li><li><a href='#'>Mail</a></li></ul>"


def paragraphs(*numbers: str, tag: str = "p", attributes: str = "") -> str:
    return "".join(f"<{tag} {attributes}>{{{number}}}</{tag}>" for number in numbers)


ALL = ["1", "2", "3", "4"]
BODY = paragraphs(*ALL)

PAGES: dict[str, tuple[str, list[str]]] = {
    "WordPress, classic theme": (
        f"<div id='page'><header id='masthead'><nav>Home News</nav></header><main id='main'><article class='post-7 post"
        f" type-post hentry'><header class='entry-header'>{H1.format('entry-title')}<div class='entry-meta'>Posted on"
        f" 3 May 2024 by Al</div></header><div class='entry-content'>{BODY}<div class='sharedaddy'>Share this</div>"
        f"<div id='jp-relatedposts'><h3>Related</h3>{{x}}</div></div><footer class='entry-footer'>Filed under: News"
        f"</footer></article><nav class='post-navigation'>Older</nav><div id='comments'><p>{{y}}</p></div></main>"
        f"<aside id='secondary' class='widget-area'><h2>Archive</h2>{{x}}</aside></div>",
        ALL,
    ),
    "WordPress, blocks": (
        f"<main class='wp-block-group'>{H1.format('wp-block-post-title')}<div class='entry-content"
        " wp-block-post-content is-layout-constrained'><p class='has-drop-cap'>{1}</p><figure class='wp-block-image'>"
        "<img src='a.jpg'><figcaption class='wp-element-caption'>The roof</figcaption></figure><p>{2}</p>"
        "<blockquote class='wp-block-quote'><p>{3}</p></blockquote><ul class='wp-block-list'><li>ask by post</li>"
        "<li>pay no fee</li></ul><figure class='wp-block-table'><table><tr><td>9 girders</td><td>2 rusted</td></tr>"
        "</table></figure><div class='wp-block-latest-posts'><a href='/x'>Snow</a> {x}</div></div></main>",
        ["1", "2", "3", "ask by post", "pay no fee", "9 girders", "2 rusted"],
    ),
    "tagDiv theme": (
        f"<div class='td-main-content-wrap'><article class='post td-post-template'>{H1.format('entry-title')}"
        f"<div class='td-post-content tagdiv-type'>{BODY}<div class='td-a-rec td-a-rec-id-content_inline'>{{x}}</div>"
        f"</div><div class='author-box-wrap'>Al writes about {{y}}</div>{TEASERS.format('td_block_related_posts')}"
        "</article><div class='td-ss-main-sidebar'><div class='td_block_wrap'>{x}</div></div></div>",
        ALL,
    ),
    "Drupal 7": (
        f"<div id='main-content'>{H1.format('page-title')}<div class='node node-article'><div class='submitted'>By Al,"
        f" 3 May</div><div class='field field-name-body field-type-text-with-summary'><div class='field-items'>"
        f"<div class='field-item even' property='content:encoded'>{BODY}</div></div></div><div class='field"
        "field-name-field-tags'><a href='/t'>market</a></div></div><div class='region region-sidebar-second'>{x}</div>"
        "</div>",
        ALL,
    ),
    "Drupal 9": (
        f"<main><article class='node node--type-article'>{H1.format('page-title')}<div class='node__content'>"
        f"<div class='clearfix text-formatted field field--name-body field--type-text-with-summary'>{BODY}</div>"
        f"</div></article>{TEASERS.format('views-element-container block-related')}</main>",
        ALL,
    ),
    "Joomla": (
        f"<div class='com-content-article item-page'><div class='page-header'>{H1.format('')}</div><dl class='article-info"
        f" text-muted'><dd>Written by: Al</dd></dl><div class='com-content-article__body'>{BODY}</div><ul class='pager"
        " pagenav'><li>Next</li></ul></div><div class='sidebar-right'>{x}</div>",
        ALL,
    ),
    "K2 for Joomla": (
        f"<div id='k2Container' class='itemView'><h2 class='itemTitle'>Market closes for a year</h2><div class='itemBody'>"
        f"<div class='itemIntroText'><p>{{1}}</p></div><div class='itemFullText'>{paragraphs('2', '3', '4')}</div></div>"
        "<div class='itemRelated'><a href='/x'>Snow</a>{x}</div></div>",
        ALL,
    ),
    "Blogger": (
        "<div class='blog-posts hfeed'><div class='post hentry'><h3 class='post-title entry-title'>Market closes for a"
        " year</h3><div class='post-body entry-content' id='post-body-77'>{1}<br /><br />{2}<br /><br /><a"
        " name='more'></a>{3}<br />\n<br />{4}<div style='clear: both;'></div></div><div class='post-footer'>Posted by"
        " Al at 10:15</div></div></div><div class='sidebar section'>{x}</div>",
        ALL,
    ),
    "Squarespace": (
        f"<article class='entry h-entry'><div class='blog-item-title'>{H1.format('entry-title')}</div>"
        "<div class='blog-item-content e-content'><div class='sqs-layout'><div class='sqs-block html-block'><div"
        " class='sqs-block-content'><p>{1}</p><p>{2}</p></div></div><div class='sqs-block image-block'><img src='a'>"
        "</div><div class='sqs-block html-block'><div class='sqs-block-content'><p>{3}</p><p>{4}</p></div></div></div>"
        "</div><section class='blog-item-author-profile-wrapper'>Al</section></article>",
        ALL,
    ),
    "Medium": (
        f"<article><section><div><div class='ab ac'>{H1.format('pw-post-title')}<div class='speechify-ignore ab'><a"
        " href='/@al'>Al</a></div><p class='pw-post-body-paragraph'>{1}</p><figure><img src='a'><figcaption>The roof"
        "</figcaption></figure><p class='pw-post-body-paragraph'>{2}</p></div></div></section><section><div><p"
        " class='pw-post-body-paragraph'>{3}</p><p class='pw-post-body-paragraph'>{4}</p></div></section></article>"
        "<div class='recommended'><h2>Recommended from Medium</h2><p>{x}</p></div>",
        ALL,
    ),
    "Ghost": (
        f"<main class='gh-main'><article class='gh-article post'><header class='gh-article-header'>"
        f"{H1.format('gh-article-title')}</header><section class='gh-content gh-canvas'>{BODY}<figure class='kg-card"
        " kg-bookmark-card'><a href='/x'>Snow {x}</a></figure><div class='kg-card kg-signup-card'>{y}</div></section>"
        "</article></main>",
        ALL,
    ),
    "Substack": (
        f"<article class='typography newsletter-post post'><div class='post-header'>{H1.format('post-title')}</div>"
        f"<div class='available-content'><div dir='auto' class='body markup'><p>{{1}}</p><p>{{2}}</p><div"
        " class='subscription-widget-wrap'><p>Thanks for reading! Subscribe for free.</p></div><p>{3}</p><p>{4}</p>"
        "</div></div></article><div class='comments-section'>{x}</div>",
        ALL,
    ),
    "Arc": (
        f"<div class='article-wrapper'>{H1.format('headline')}<article class='article-body-wrapper'>"
        + paragraphs(*ALL, attributes="class='body-paragraph'")
        + "<div class='arcad-wrapper'><div class='ad-label'>Advertisement</div></div>"
        "<div class='promo-link'><a href='/x'>{x}</a></div></article></div><div class='right-rail'>{y}</div>",
        ALL,
    ),
    "a body in many wrappers": (
        f"<article id='story'>{H1.format('')}<section name='articleBody'><div class='css-1 StoryBodyCompanionColumn'>"
        "<div><p>{1}</p><p>{2}</p></div></div><div class='ad-wrapper' id='story-ad-1'>Advertisement</div>"
        "<div class='css-1 StoryBodyCompanionColumn'><div><p>{3}</p></div></div><aside><p>{x}</p></aside>"
        "<div class='css-1 StoryBodyCompanionColumn'><div><p>{4}</p></div></div></section></article>",
        ALL,
    ),
    "body parts of different names": (
        f"<div id='content'>{H1.format('')}<div class='article-body part-one'><p>{{1}}</p><p>{{2}}</p></div><div"
        " class='gpt-slot ad'>x</div><div class='article-body part-two last'><p>{3}</p><p>{4}</p></div></div>"
        "<div class='list'><p>{x}</p></div>",
        ALL,
    ),
    "a paragraph per element": (
        f"<div class='l-container'>{H1.format('pg-headline')}<div class='zn-body zn-body--idx-0'>"
        "<div class='zn-body__paragraph speakable'>{1}</div><div class='zn-body__paragraph'>{2}</div><div"
        " class='zn-body__read-all'><div class='zn-body__paragraph'>{3}</div><div class='zn-body__paragraph'>{4}</div>"
        "</div></div><div class='zn-body__footer'>Read more of everything</div></div>",
        ALL,
    ),
    "text blocks with styles for names": (
        f"<main id='main-content'><article>{H1.format('')}"
        + "".join(
            f"<div data-component='text-block' class='ssrcss-1'><div class='ssrcss-7 RichTextComponentWrapper'><p>{{{n}}}"
            "</p></div></div>"
            for n in ALL
        )
        + "<section data-component='related-content'><h2>More on this story</h2><p>{x}</p></section><section"
        " data-component='topic-list'><h2>Related topics</h2><ul><li><a href='/t'>Markets</a></li></ul></section>"
        "</article></main>",
        ALL,
    ),
    "a lead paragraph outside the container": (
        f"<article>{H1.format('')}<div class='intro-wrap'><p>{{1}}</p></div><div class='article-content'>"
        + paragraphs("2", "3", "4")
        + "</div></article>",
        ALL,
    ),
    "the rest of the text beside the container": (
        f"<div class='page'>{H1.format('')}<div class='story-text'><p>{{1}}</p><p>{{2}}</p></div><p>{{3}}</p><p>{{4}}</p>"
        "</div><div class='bottom'><p>{x}</p></div>",
        ALL,
    ),
    "microdata": (
        f"<div itemscope itemtype='https://schema.org/NewsArticle'>{H1.format('')}<div class='c17' itemprop='articleBody'>"
        f"{BODY}</div></div><div class='c18'>{paragraphs('x', 'y')}</div>",
        ALL,
    ),
    "microdata without a body": (
        f"<div class='k1'><div class='k2' itemscope itemtype='http://schema.org/NewsArticle'>{H1.format('')}{BODY}</div>"
        f"<div class='k3'>{paragraphs('x', 'y', 'x')}</div></div>",
        ALL,
    ),
    "AMP": (
        f"<amp-sidebar id='s'><ul><li>News</li></ul><p>{{x}}</p></amp-sidebar><article>{H1.format('')}<amp-img src='a'>"
        "<noscript><img src='a'></noscript></amp-img><p>{1}</p><p>{2}</p><amp-ad type='x'><p>{y}</p></amp-ad><p>{3}</p>"
        "<p>{4}</p><amp-carousel><div>The roof</div></amp-carousel></article><amp-consent><p>{x}</p></amp-consent>",
        ALL,
    ),
    "parked in a template beside a notice": (
        "<div id='root'><p>This page needs a script to show you what is written on it, which your browser has off.</p>"
        f"</div><template><article>{H1.format('')}{BODY}</article></template>",
        ALL,
    ),
    "a form around the page": (
        f"<form id='aspnetForm' class='form'><div class='menu'>Home</div><div id='ContentPlaceHolder1'>{H1.format('')}"
        f"<div class='NewsText'>{BODY}</div></div></form>",
        ALL,
    ),
    "tables for layout": (
        "<table><tr><td class='menu'><a href='/'>Home</a></td><td><table><tr><td><font size=4><b>Market closes for a"
        " year</b></font></td></tr><tr><td><p>{1}<p>{2}<p>{3}<p>{4}</td></tr></table></td><td class='rightcol'>{x}</td>"
        "</tr></table>",
        ALL,
    ),
    "a live blog": (
        f"<main>{H1.format('')}<div class='liveblog-body'>"
        + "".join(
            f"<article class='liveblog-post'><header><time>{n}:15</time><h2>News at {n}</h2></header><p>{{{n}}}</p></article>"
            for n in ALL
        )
        + "</div></main><aside>{x}</aside>",
        ["News at 1", "1", "2:15", "News at 2", "2", "3:15", "News at 3", "3", "4:15", "News at 4", "4"],
    ),
    "embedded posts": (
        f"<article>{H1.format('')}<div class='article__content'><p>{{1}}</p><blockquote class='twitter-tweet'><p>{{2}}</p>"
        "— Rosa (@rosa) <a href='https://twitter.com/r'>May 3</a></blockquote><script>x</script><p>{3}</p><blockquote"
        " class='instagram-media'><p>{5}</p></blockquote><p>{4}</p></div></article>",
        ["1", "2", "— Rosa (@rosa) May 3", "3", "5", "4"],
    ),
    "Spanish": (
        f"<article class='a'>{H1.format('a_t')}<div class='a_m'>Al, 3 mayo 2024</div><div class='articulo-cuerpo'>"
        "<p>{1}</p><p>{2}</p><p>Lea también: <a href='/x'>La nieve cierra el paso</a></p><p>{3}</p><p>{4}</p>"
        f"<div class='publicidad'>{{x}}</div></div>{TEASERS.format('noticias-relacionadas')}</article>",
        ALL,
    ),
    "German": (
        f"<article class='artikel'>{H1.format('headline')}<div class='autor'>Von Al</div><div class='artikel-text'>"
        "<p>{1}</p><div class='anzeige'>{x}</div><p>{2}</p><figure><img src='a'><div class='bildunterschrift'>Das Dach"
        "</div></figure><p>{3}</p><p>{4}</p></div><div class='mehr-zum-thema'><p>{y}</p></div><section"
        " class='leserkommentare'><p>{x}</p></section></article>",
        ALL,
    ),
    "French": (
        f"<article>{H1.format('article__title')}<section class='article__content'><p class='article__paragraph'>{{1}}</p>"
        "<p class='article__paragraph'>{2}</p><p class='lire-aussi'>Lire aussi <a href='/x'>La neige ferme le col</a></p>"
        "<h2 class='article__sub-title'>Un toit de fer</h2><p class='article__paragraph'>{3}</p><p>{4}</p></section>"
        "<div class='commentaires'><p>{x}</p></div></article>",
        ["1", "2", "Un toit de fer", "3", "4"],
    ),
    "Polish, Turkish and Dutch names": (
        f"<div>{H1.format('')}<div class='tresc-artykulu'>{BODY}<p>Czytaj też: <a href='/x'>Śnieg zamknął przełęcz</a></p>"
        "<p>Lees ook: <a href='/y'>Sneeuw sluit de pas</a></p></div><div class='benzer-haberler'>{x}</div></div>",
        ALL,
    ),
    "an endless page with the next articles below": (
        f"<main><article class='story'>{H1.format('')}<div class='story-body'>{BODY}</div></article><article class='story'>"
        "<h1>Snow closes the pass</h1><div class='story-body'><p>{x}</p><p>{y}</p></div></article></main>",
        ALL,
    ),
    "headings, lists and a table in the text": (
        f"<div class='c-entry-content'>{H1.format('')}<p>{{1}}</p><h2>Who gets a stall</h2><ol><li>{{2}}</li><li>cheese"
        "</li></ol><h3>Costs</h3><table><thead><tr><th>Part</th><th>Crowns</th></tr></thead><tr><td>Roof</td><td>4m</td>"
        "</tr></table><p>{3}</p></div>",
        ["1", "Who gets a stall", "2", "cheese", "Costs", "Part", "Crowns", "Roof", "4m", "3"],
    ),
    "text behind the first inline element": (
        f"<div class='post-content'>{H1.format('')}<strong>VALLEY</strong> — {{1}}<br><br><a href='/r'>Rosa Lind</a> heard"
        " of it late. {2}<br><br>{3}</div>",
        ["VALLEY — {1}", "Rosa Lind heard of it late. {2}", "3"],
    ),
    "names that mean something else here": (
        f"<body class='single-post has-sidebar'><div class='no-sidebar widget-wide'>{H1.format('')}<div class='entry-content"
        " share-enabled paywall'><p class='comment-free'>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p></div></div></body>",
        ALL,
    ),
}


CJK = ["桥梁于周日关闭。", "市长表示，修复需要两周时间。", "渡轮将免费运送居民，直到桥梁重新开放为止。"]
UNNAMED: dict[str, tuple[str, list[str]]] = {
    "nothing has a name": (
        f"<div><div><a href='/'>Home</a> <a href='/n'>News</a></div><div><div>{H1.format('')}<div>3 May 2024</div>{BODY}</div>"
        "<div><div><a href='/x'>Snow closes the pass</a></div><div>{x}</div><div><a href='/y'>A prize for soup</a></div>"
        "<div>{y}</div></div></div></div>",
        ALL,
    ),
    "columns": (
        f"<div class='wrap'><div class='left'>{H1.format('')}{BODY}</div><div class='right'><h4><a href='/x'>Snow</a></h4>"
        "<p>{x}</p><h4><a href='/y'>Soup</a></h4><p>{y}</p></div></div>",
        ALL,
    ),
    "a brief": (
        f"<div class='menu-top'>Home</div><main><article>{H1.format('')}<div class='entry-content'><p>Closed till May.</p>"
        "<p>Cheese elsewhere.</p></div></article></main><div class='x9'><b>Weather</b><br>Rain</div>",
        ["Closed till May.", "Cheese elsewhere."],
    ),
    "Chinese": (
        f"<div class='k1'>{H1.format('')}<div class='k2'>{''.join(f'<p>{c}</p>' for c in CJK)}</div></div><div class='k3'>"
        "<a href='/1'>体育新闻</a> <a href='/2'>财经</a><div>广告电话 1234</div></div>",
        CJK,
    ),
    "all of it in a quotation": (
        f"<div class='k'>{H1.format('')}<blockquote>{BODY}</blockquote></div><div class='z'>Rain</div>",
        ALL,
    ),
    "text with line breaks in an article element": (
        f"<article>{H1.format('')}{{1}}<br><br>{{2}}<br><br>{{3}}<br><br>{{4}}</article><div>Rain</div>",
        ALL,
    ),
    "role main": (f"<div role='main'>{H1.format('')}{BODY}</div><div role='complementary'><p>{{x}}</p></div>", ALL),
    "readers write more than the reporter": (
        f"<div id='w'><div class='k1'>{H1.format('')}{BODY}</div><div id='comment-list'>"
        + "<p>{x}</p><p>{y}</p>" * 4
        + "</div></div>",
        ALL,
    ),
    "paragraphs never closed": (
        f"<div class='k'>{H1.format('')}<p>{{1}}<p>{{2}}<p>{{3}}<p>{{4}}</div><div class='foot'>Rain",
        ALL,
    ),
    "a questionnaire of bold questions": (
        f"<div class='k'>{H1.format('')}<p>{{1}}</p><p><b>Where will you go?</b></p><p>{{2}}</p><p><b>And then?</b></p><p>{{3}}</p></div>",
        ["1", "Where will you go?", "2", "And then?", "3"],
    ),
    "numbered entries with linked headings": (
        f"<div class='entry-content'>{H1.format('')}<p>{{1}}</p><h2><a href='/1'>1. Cheese</a></h2><p>{{2}}</p><h2><a href='/2'>2. Fish"
        "</a></h2><p>{3}</p></div>",
        ["1", "1. Cheese", "2", "2. Fish", "3"],
    ),
}
PAGES |= UNNAMED
PAGES["the author's name in lines without a name"] = (
    f"<meta name='author' content='Rosa Kern'><article>{H1.format('')}<div class='k1'>Rosa Kern, City Desk Editor</div>{BODY}"
    "<p>Rosa Kern and two others counted the girders</p><div class='k2'>Rosa Kern</div></article>",
    [*ALL, "Rosa Kern and two others counted the girders"],
)


def filled(template: str) -> str:
    for number, text in TEXT.items():
        template = template.replace(f"{{{number}}}", text)
    return template


@pytest.mark.parametrize("name", PAGES)
def test_the_article_stays_to_the_letter_and_nothing_else(name: str) -> None:
    markup, stays = PAGES[name]
    document = parse_html(f"<!DOCTYPE html><html><head>{HEAD}</head>{filled(markup)}</html>", id=name)
    found = [document.text[block.span.start : block.span.end] for block in document.blocks]
    assert found == [TEXT.get(each) or filled(each) for each in stays]
