"""page_layouts.py - six ways in which outlets build an article's page. Each returns (HTML, whether the lead is shown)."""

import html
import json
import re

LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")


def esc(text):
    return html.escape(text, quote=False)


def attr(text):
    return html.escape(text, quote=True)


def inline(text):
    return LINK.sub(lambda m: f'<a href="{m[2]}">{m[1]}</a>', esc(text))


def plain(text):
    return LINK.sub(lambda m: m[1], text)


def script(data):
    """JSON that may stand in a script element."""
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def tease(story):
    return [t.split(" | ") for t in story.list("tease")]


def comments(story):
    return [t.split(" | ") for t in story.list("comment")]


def slug(number):
    return f"/{2026}/{number % 12 + 1:02d}/{number * 7919 % 100000}"


def parts(story, tags):
    """The body, one element a part, items gathered in a list."""
    out, items = [], []
    for kind, text in story.parts + [("", "")]:
        if kind != "li" and items:
            out.append(tags["list"] % "".join(tags["li"] % item for item in items))
            items = []
        if kind == "li":
            items.append(inline(text))
        elif kind:
            out.append(tags[kind] % inline(text))
    return out


CSS = """
:root{--ink:#1b1b1b;--paper:#fff;--accent:#0b5cad;--gap:1.25rem}
*{box-sizing:border-box}html{font-size:100%%}body{margin:0;color:var(--ink);background:var(--paper);font-family:%s}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}img{max-width:100%%;height:auto}
.grid{display:grid;grid-template-columns:repeat(12,1fr);gap:var(--gap)}.hide{display:none}
@media(max-width:720px){.grid{display:block}.wide{display:none}}
.btn{border:1px solid currentColor;border-radius:3px;padding:.4em .9em;cursor:pointer;background:none}
"""

ANALYTICS = """
(function(w,d){w.dataLayer=w.dataLayer||[];function t(){w.dataLayer.push(arguments)}t('js',new Date());
t('config','UA-000000-1',{page:'%s',section:'<b>news</b>',logged:false});
if(w.innerWidth<720&&d.cookie.indexOf('seen=1')<0){setTimeout(function(){d.body.className+=' small'},50)}
})(window,document);
"""


def style(story):
    return CSS % ("Vazir,Tahoma,sans-serif" if story.dir == "rtl" else "Georgia,serif")


# ---- an old table layout -------------------------------------------------------------------------------------------


def table(s, charset):
    """HTML 3.2: tables in tables, font elements, no paragraphs but two line breaks, tags that nobody closes."""
    cells = "".join(f'<TD ALIGN=center BGCOLOR="#003366"><FONT COLOR=white SIZE=2><A HREF="{slug(i)}.html">{esc(w)}</A>'
                    f"</FONT>\n" for i, w in enumerate(s.words("nav")))
    left = "".join(f'<TR><TD BGCOLOR="#EEEEEE"><FONT SIZE=1>&raquo; <A HREF="{slug(i)}.html">{esc(w)}</A></FONT>\n'
                   for i, w in enumerate(s.list("related") + s.list("popular")))
    right = "".join(f'<TR><TD><FONT SIZE=2><B><A HREF="{slug(i)}.html">{esc(h)}</A></B></FONT><BR>'
                    f'<FONT SIZE=1>{esc(t)}</FONT><HR NOSHADE SIZE=1>\n' for i, (h, t) in enumerate(tease(s)))
    body, open_list = [], False
    for kind, text in s.parts:
        if kind == "li":
            body.append(("" if open_list else "<UL>") + f"<LI>{inline(text)}\n")
            open_list = True
            continue
        if open_list:
            body.append("</UL>")
            open_list = False
        if kind == "h":
            body.append(f"<H3><FONT COLOR=\"#990000\">{inline(text)}</FONT></H3>\n")
        elif kind == "q":
            body.append(f"<BLOCKQUOTE><I>{inline(text)}</I></BLOCKQUOTE>\n")
        else:
            body.append(f"{inline(text)}<BR>\n<BR>\n")
    page = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML><HEAD><TITLE>{esc(s.outlet)} - {esc(s.title)}</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={charset}">
<SCRIPT LANGUAGE="JavaScript"><!--
function win(u){{window.open(u,'w','width=400,height=300')}}
document.write('<IMG SRC="/count.gif?r=' + escape(document.referrer) + '">');
//--></SCRIPT></HEAD>
<BODY BGCOLOR="#FFFFFF" TEXT="#000000" LINK="#003399" TOPMARGIN=0{' DIR=RTL' if s.dir == 'rtl' else ''}>
<CENTER><TABLE WIDTH=780 BORDER=0 CELLSPACING=0 CELLPADDING=0>
<TR><TD COLSPAN=3><A HREF="/"><IMG SRC="/img/logo.gif" WIDTH=300 HEIGHT=60 BORDER=0 ALT="{attr(s.outlet)}"></A>
<TABLE WIDTH="100%" CELLPADDING=3><TR>{cells}</TABLE>
<TR><TD WIDTH=140 VALIGN=top>
<TABLE CELLPADDING=4 WIDTH=140><TR><TD BGCOLOR="#003366"><FONT COLOR=white><B>{esc(s.mostread)}</B></FONT>
{left}</TABLE>
<FORM ACTION="/search" METHOD=get><INPUT NAME=q SIZE=10> <INPUT TYPE=submit VALUE="&gt;"></FORM>
<TD WIDTH=460 VALIGN=top><TABLE CELLPADDING=8><TR><TD>
<FONT SIZE=1 COLOR="#666666">{esc(s.date)}</FONT><BR>
<FONT SIZE=5><B>{esc(s.title)}</B></FONT><P>
<FONT SIZE=1>{esc(s.by)} {esc(s.author)}</FONT><P>
<TABLE ALIGN=right WIDTH=150><TR><TD><IMG SRC="/pix/{s.number}.jpg" WIDTH=150 HEIGHT=110><BR>
<FONT SIZE=1><I>{esc(s.caption)}</I></FONT></TABLE>
<FONT FACE="Times" SIZE=3>
{''.join(body)}</FONT>
<HR SIZE=1>
<FONT SIZE=1>[ {' ] [ '.join(f'<A HREF="javascript:win({i})">{esc(w)}</A>' for i, w in enumerate(s.words('share')))} ]
</FONT></TABLE>
<TD WIDTH=180 VALIGN=top BGCOLOR="#F4F4E8">
<FONT SIZE=2><B>{esc(s.more)}</B></FONT><TABLE CELLPADDING=3>{right}</TABLE>
<TR><TD COLSPAN=3 ALIGN=center><HR><FONT SIZE=1>{esc(s.footer)}<BR>
{' | '.join(f'<A HREF="/{i}.html">{esc(w)}</A>' for i, w in enumerate(s.words('flinks')))}</FONT>
</TABLE></CENTER></BODY></HTML>
"""
    return page, False


# ---- the div soup of a content system --------------------------------------------------------------------------------


def soup(s, charset):
    """Everything is a div, names are long, ads and cards stand between the paragraphs."""
    body = parts(s, {"p": '<div class="c-article__block c-article__block--text"><p class="c-p">%s</p></div>',
                     "h": '<div class="c-article__block"><h2 class="c-h2">%s</h2></div>',
                     "q": '<div class="c-article__block c-article__block--quote"><blockquote>%s</blockquote></div>',
                     "list": '<div class="c-article__block"><ul class="c-list">%s</ul></div>', "li": "<li>%s</li>"})
    ad = (f'<div class="c-slot c-slot--mpu" data-slot="mpu-1"><div class="c-slot__label">{esc(s.ad)}</div>'
          "<div id=\"gpt-1\"><script>googletag.cmd.push(function(){googletag.display('gpt-1');});</script></div></div>")
    also = (f'<div class="c-inline-card"><div class="c-inline-card__k">{esc(s.also)}</div>'
            f'<a class="c-inline-card__a" href="{slug(3)}"><span>{esc(s.list("related")[0])}</span></a></div>')
    share = "".join(f'<div class="c-share__item"><a href="https://share.example/{i}?u=x" rel="nofollow">'
                    f'<span class="c-icon"><svg viewBox="0 0 9 9"><title>{esc(w)}</title><path d="M0 0h9v9z"/></svg></span>'
                    f'<span>{esc(w)}</span></a></div>' for i, w in enumerate(s.words("share")))
    body.insert(2, ad)
    body.insert(4, also)
    cards = "".join(
        f'<div class="c-card"><div class="c-card__media"><img src="/i/{i}.jpg" alt=""></div><div class="c-card__txt">'
        f'<div class="c-card__h"><a href="{slug(i)}">{esc(h)}</a></div><div class="c-card__d">{esc(t)}</div></div></div>'
        for i, (h, t) in enumerate(tease(s)))
    nav = "".join(f'<div class="c-top__i"><a href="/s{i}">{esc(w)}</a><div class="c-top__drop">'
                  + "".join(f'<a href="/s{i}/{k}">{esc(v)}</a>' for k, v in enumerate(s.words("nav")[:4]))
                  + "</div></div>" for i, w in enumerate(s.words("nav")))
    state = script({"props": {"id": s.number, "title": s.title, "html": "<p>" + s.lead + "</p>",
                              "list": [{"t": h, "d": t} for h, t in tease(s)] * 3}})
    page = f"""<!doctype html><html lang="{s.lang}" dir="{s.dir}"><head><meta charset="{charset}">
<title>{esc(s.title)} | {esc(s.outlet)}</title><meta property="og:title" content="{attr(s.title)}">
<meta name="description" content="{attr(s.lead)}"><style>{style(s)}</style><script>{ANALYTICS % s.name}</script></head>
<body class="page page--article with-sidebar"><div id="app"><div class="l-root"><div class="l-overlay">
<div class="l-overlay__in"><div class="x1"><p>{esc(s.cookie)}</p><button class="btn">{esc(s.accept)}</button></div></div></div>
<div class="l-head"><div class="l-wrap"><div class="c-logo"><a href="/">{esc(s.outlet)}</a></div><div class="c-top">{nav}</div>
<div class="c-user"><a href="/login">{esc(s.login)}</a></div></div></div>
<div class="l-page"><div class="l-cols"><div class="l-col l-col--main"><div class="c-article">
<div class="c-article__head"><div class="c-kicker"><a href="/s2">{esc(s.words('nav')[2])}</a></div>
<h1 class="c-h1">{esc(s.title)}</h1><div class="c-lead">{esc(s.lead)}</div>
<div class="c-byline"><span>{esc(s.by)} <a href="/a/1">{esc(s.author)}</a></span> <span class="c-date">{esc(s.date)}</span></div>
<div class="c-share">{share}</div></div>
<div class="c-figure"><img src="/i/{s.number}.webp" alt="x"><div class="c-figure__caption">{esc(s.caption)}</div></div>
<div class="c-article__content">{''.join(body)}</div>
<div class="c-author"><div class="c-author__pic"><img src="/a/1.jpg" alt=""></div>
<div class="c-author__bio">{esc(s.author)} {esc(s.bio)}</div></div>
<div class="c-tags"><span>{esc(s.tagword)}</span>{''.join(f'<a href="/t/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('tags')))}</div>
<div class="c-newsletter"><div class="t">{esc(s.newsletter)}</div><form action="/nl"><input type="email" placeholder="@">
<button>{esc(s.subscribe)}</button></form></div></div></div>
<div class="l-col l-col--side"><div class="c-block"><div class="c-block__h">{esc(s.mostread)}</div>
{''.join(f'<div class="c-row"><span>{i + 1}</span><a href="{slug(i)}">{esc(w)}</a></div>' for i, w in enumerate(s.list('popular')))}
</div><div class="c-block">{cards}</div></div></div>
<div class="l-more"><div class="c-block__h">{esc(s.more)}</div>{cards}</div></div>
<div class="l-foot"><div>{''.join(f'<a href="/f{i}">{esc(w)}</a> ' for i, w in enumerate(s.words('flinks')))}</div>
<div>{esc(s.footer)}</div></div></div></div>
<script id="__STATE__" type="application/json">{state}</script><script src="/app.js" defer></script></body></html>
"""
    return page, True


# ---- HTML 5 as it was meant ------------------------------------------------------------------------------------------


def semantic(s, charset):
    body = parts(s, {"p": "<p>%s</p>\n", "h": "<h2>%s</h2>\n", "q": "<blockquote><p>%s</p></blockquote>\n",
                     "list": "<ul>\n%s</ul>\n", "li": "<li>%s</li>\n"})
    body.insert(3, f'<aside class="pull"><h4>{esc(s.readmore)}</h4><ul>'
                + "".join(f'<li><a href="{slug(i)}">{esc(w)}</a></li>' for i, w in enumerate(s.list("related"))) + "</ul></aside>\n")
    data = {"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "name": s.outlet, "logo": {"@type": "ImageObject", "url": "/logo.png"}},
        {"@type": "NewsArticle", "headline": s.title, "author": [{"@type": "Person", "name": s.author}],
         "description": s.lead, "articleBody": " ".join([s.lead] + [plain(t) for _, t in s.parts])}]}
    page = f"""<!DOCTYPE html>
<html lang="{s.lang}" dir="{s.dir}">
<head>
<meta charset="{charset}">
<title>{esc(s.title)} – {esc(s.outlet)}</title>
<meta property="og:title" content="{attr(s.title)} – {attr(s.outlet)}">
<meta property="og:type" content="article">
<style>{style(s)}</style>
<script type="application/ld+json">{script(data)}</script>
</head>
<body>
<a class="skip" href="#main">↓</a>
<header><p>{esc(s.outlet)}</p>
<nav aria-label="main"><ul>{''.join(f'<li><a href="/{i}/">{esc(w)}</a></li>' for i, w in enumerate(s.words('nav')))}</ul></nav>
<form role="search" action="/q"><input type="search" name="q"><button>→</button></form></header>
<main id="main">
<article>
<header><h1>{esc(s.title)}</h1>
<p class="standfirst">{esc(s.lead)}</p>
<p class="byline">{esc(s.by)} <a rel="author" href="/by">{esc(s.author)}</a>, <time datetime="2026-11-01">{esc(s.date)}</time></p>
<ul class="share">{''.join(f'<li><a href="https://s.example/{i}">{esc(w)}</a></li>' for i, w in enumerate(s.words('share')))}</ul></header>
<figure><picture><source srcset="a.avif"><img src="a.jpg" alt="{attr(s.caption)}"></picture>
<figcaption>{esc(s.caption)}</figcaption></figure>
{''.join(body)}
<footer><p>{esc(s.author)} {esc(s.bio)}</p>
<p>{esc(s.tagword)}: {', '.join(f'<a rel="tag" href="/t/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('tags')))}</p></footer>
</article>
<section aria-labelledby="c"><h2 id="c">{esc(s.comments)}</h2>
{''.join(f'<article class="comment"><h3>{esc(who)}</h3><p>{esc(text)}</p><button>{esc(s.reply)}</button></article>' for who, text in comments(s))}
</section>
</main>
<aside><h2>{esc(s.mostread)}</h2><ol>{''.join(f'<li><a href="{slug(i)}">{esc(w)}</a></li>' for i, w in enumerate(s.list('popular')))}</ol>
<section><h2>{esc(s.more)}</h2>{''.join(f'<article><h3><a href="{slug(i)}">{esc(h)}</a></h3><p>{esc(t)}</p></article>' for i, (h, t) in enumerate(tease(s)))}</section>
</aside>
<footer><nav>{' '.join(f'<a href="/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('flinks')))}</nav><p><small>{esc(s.footer)}</small></p></footer>
<dialog id="cc"><p>{esc(s.cookie)}</p><button>{esc(s.accept)}</button></dialog>
<script>{ANALYTICS % s.name}</script>
</body>
</html>
"""
    return page, True


# ---- a blog's theme ----------------------------------------------------------------------------------------------------


def blog(s, charset):
    body = parts(s, {"p": "<p>%s</p>\n\n", "h": '<h3 class="wp-block-heading">%s</h3>\n\n',
                     "q": '<blockquote class="wp-block-quote"><p>%s</p></blockquote>\n\n',
                     "list": '<ul class="wp-block-list">%s</ul>\n\n', "li": "<li>%s</li>"})
    gallery = "".join(f'<dl class="gallery-item"><dt class="gallery-icon"><a href="/p{i}"><img src="/p{i}-150x150.jpg" alt=""></a></dt>'
                      f'<dd class="wp-caption-text gallery-caption">{esc(s.caption)}</dd></dl>' for i in range(3))
    body.insert(2, f'<div id="gallery-1" class="gallery galleryid-{s.number} gallery-columns-3">{gallery}</div>\n\n')
    body.insert(5, f'<p><strong>{esc(s.also)}:</strong> <a href="{slug(9)}">{esc(s.list("related")[1])}</a></p>\n\n')
    replies = "".join(
        f'<li id="comment-{i}" class="comment {"even" if i % 2 else "odd"} thread-even depth-1"><div class="comment-body">'
        f'<div class="comment-author vcard"><img class="avatar" src="/av{i}.png" alt=""><cite class="fn">{esc(who)}</cite></div>'
        f'<div class="comment-meta"><a href="#comment-{i}">{esc(s.date)}</a></div><p>{esc(text)}</p>'
        f'<div class="reply"><a rel="nofollow" href="?replytocom={i}">{esc(s.reply)}</a></div></div></li>\n'
        for i, (who, text) in enumerate(comments(s) * 3))
    page = f"""<!DOCTYPE html>
<html lang="{s.lang}" dir="{s.dir}" class="no-js">
<head><meta charset="{charset}" /><title>{esc(s.title)} &#8211; {esc(s.outlet)}</title>
<link rel="alternate" type="application/rss+xml" href="/feed/" />
<style id="wp-block-library-css">{style(s)}.alignleft{{float:left}}.sticky{{display:block}}.wp-caption{{max-width:100%}}</style>
<script>window._wpemojiSettings={{"baseUrl":"https://e.example/","ext":".png","source":{{"concatemoji":"/x.js"}}}};</script></head>
<body class="post-template-default single single-post postid-{s.number} single-format-standard has-sidebar sidebar-right comments-open">
<div id="page" class="hfeed site"><a class="skip-link screen-reader-text" href="#content">{esc(s.words('nav')[0])} &darr;</a>
<header id="masthead" class="site-header"><div class="site-branding"><p class="site-title"><a href="/">{esc(s.outlet)}</a></p>
<p class="site-description">{esc(s.words('nav')[1])}, {esc(s.words('nav')[2])}, {esc(s.words('nav')[3])}.</p></div>
<nav id="site-navigation" class="main-navigation"><ul id="primary-menu" class="menu">
{''.join(f'<li id="menu-item-{i}" class="menu-item menu-item-type-taxonomy"><a href="/c/{i}/">{esc(w)}</a></li>' for i, w in enumerate(s.words('nav')))}
</ul></nav></header>
<div id="content" class="site-content content-sidebar-wrap"><div id="primary" class="content-area"><main id="main" class="site-main">
<article id="post-{s.number}" class="post-{s.number} post type-post status-publish has-post-thumbnail hentry category-news tag-harbour comments-open">
<header class="entry-header"><h1 class="entry-title">{esc(s.title)}</h1>
<div class="entry-meta"><span class="posted-on"><a href="#"><time class="entry-date" datetime="2026-01-01">{esc(s.date)}</time></a></span>
<span class="byline"> {esc(s.by)} <span class="author vcard"><a class="url fn n" href="/author/1">{esc(s.author)}</a></span></span></div></header>
<div class="entry-content">
{''.join(body)}
<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social"><h3 class="sd-title">{esc(s.words('share')[0])}</h3>
<ul>{''.join(f'<li class="share-x"><a rel="nofollow" class="sd-button" href="?share={i}"><span>{esc(w)}</span></a></li>' for i, w in enumerate(s.words('share')))}</ul></div></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>{esc(s.more)}</em></h3>
{''.join(f'<div class="jp-relatedposts-post"><h4><a href="{slug(i)}">{esc(w)}</a></h4><p>{esc(t)}</p></div>' for i, (w, t) in enumerate(tease(s)))}</div>
</div>
<footer class="entry-footer"><span class="tags-links">{esc(s.tagword)} {', '.join(f'<a href="/tag/{i}" rel="tag">{esc(w)}</a>' for i, w in enumerate(s.words('tags')))}</span></footer>
<div class="author-box"><h4>{esc(s.author)}</h4><p>{esc(s.author)} {esc(s.bio)}</p></div>
</article>
<nav class="navigation post-navigation"><div class="nav-links"><a href="#">&larr; {esc(tease(s)[0][0])}</a> <a href="#">{esc(tease(s)[1][0])} &rarr;</a></div></nav>
<div id="comments" class="comments-area"><h2 class="comments-title">{esc(s.comments)}</h2><ol class="comment-list">
{replies}</ol>
<div id="respond" class="comment-respond"><form id="commentform" class="comment-form"><p class="comment-notes">{esc(s.reply)}</p>
<p><textarea id="comment" name="comment" cols="45" rows="8"></textarea></p><p><input name="submit" type="submit" value="{attr(s.reply)}"></p></form></div></div>
</main></div>
<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2 class="widget-title">{esc(s.more)}</h2><ul>
{''.join(f'<li><a href="{slug(i)}">{esc(w)}</a></li>' for i, w in enumerate(s.list('popular') + s.list('related')))}</ul></section>
<section class="widget widget_text"><h2 class="widget-title">{esc(s.subscribe)}</h2><div class="textwidget"><p>{esc(s.newsletter)}</p></div></section>
<section class="widget widget_tag_cloud"><div class="tagcloud">{' '.join(f'<a href="/tag/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('tags') + s.words('nav')))}</div></section></aside></div>
<footer id="colophon" class="site-footer"><div class="site-info">{esc(s.footer)}</div></footer></div>
<div id="eu-cookie-law"><p>{esc(s.cookie)}</p><input type="submit" value="{attr(s.accept)}"></div>
<script>{ANALYTICS % s.name}</script></body></html>
"""
    return page, False


# ---- accelerated mobile pages --------------------------------------------------------------------------------------------


def amp(s, charset):
    body = parts(s, {"p": "<p>%s</p>", "h": "<h2>%s</h2>", "q": "<blockquote>%s</blockquote>", "list": "<ul>%s</ul>",
                     "li": "<li>%s</li>"})
    body.insert(2, f'<div class="adbox"><span>{esc(s.ad)}</span><amp-ad width="300" height="250" type="doubleclick" '
                'data-slot="/1/x"><div placeholder></div></amp-ad></div>')
    body.insert(4, f'<p><a href="{slug(5)}">{esc(s.list("related")[2])}</a></p>')
    page = f"""<!doctype html><html amp lang="{s.lang}" dir="{s.dir}"><head><meta charset="{charset}">
<script async src="https://cdn.amp.example/v0.js"></script><title>{esc(s.title)}</title>
<link rel="canonical" href="https://www.example{slug(s.number)}"><meta name="viewport" content="width=device-width">
<script type="application/ld+json">{script({"@type": "NewsArticle", "headline": s.title, "articleBody": s.lead})}</script>
<style amp-boilerplate>body{{visibility:hidden;animation:-amp-start 8s steps(1,end) 0s 1 normal both}}</style>
<noscript><style amp-boilerplate>body{{animation:none}}</style></noscript><style amp-custom>{style(s)}</style></head>
<body><amp-sidebar id="sb" layout="nodisplay" side="left"><ul>
{''.join(f'<li><a href="/{i}">{esc(w)}</a></li>' for i, w in enumerate(s.words('nav')))}</ul></amp-sidebar>
<header class="top"><button on="tap:sb.toggle">&#9776;</button><a href="/"><amp-img src="/logo.png" width="200" height="40" alt="{attr(s.outlet)}"></amp-img></a></header>
<amp-analytics type="x"><script type="application/json">{{"vars":{{"title":"<p>{s.number}</p>"}}}}</script></amp-analytics>
<div class="wrap"><h1>{esc(s.title)}</h1><div class="info"><span>{esc(s.author)}</span> <time>{esc(s.date)}</time></div>
<amp-img src="/i.jpg" width="800" height="450" layout="responsive"><noscript><img src="/i.jpg"></noscript></amp-img>
<p class="img-caption">{esc(s.caption)}</p>
<div class="soc"><amp-social-share type="facebook"></amp-social-share><amp-social-share type="x"></amp-social-share></div>
<section amp-access="sub">{''.join(body)}</section>
<amp-carousel width="300" height="150" layout="fixed-height">{''.join(f'<a class="ca" href="{slug(i)}"><amp-img src="/{i}.jpg" width="1" height="1"></amp-img><div>{esc(h)}</div></a>' for i, (h, _) in enumerate(tease(s)))}</amp-carousel>
<div class="list"><h3>{esc(s.more)}</h3>{''.join(f'<div class="it"><h4><a href="{slug(i)}">{esc(h)}</a></h4><p>{esc(t)}</p></div>' for i, (h, t) in enumerate(tease(s)))}</div></div>
<amp-user-notification layout="nodisplay" id="n"><p>{esc(s.cookie)}</p><button on="tap:n.dismiss">{esc(s.accept)}</button></amp-user-notification>
<footer><p>{esc(s.footer)}</p></footer></body></html>
"""
    return page, False


# ---- in entries, with a heavy sidebar and many comments -------------------------------------------------------------------


def live(s, charset):
    entries, current = [], []
    for kind, text in s.parts:
        if kind == "h" or not current:
            current = []
            entries.append(current)
        current.append((kind, text))
    out = []
    for number, entry in enumerate(entries):
        items = "".join(f"<li>{inline(t)}</li>" for k, t in entry if k == "li")
        text = "".join({"p": "<p>%s</p>", "h": '<h3 class="live-entry__title">%s</h3>',
                        "q": "<blockquote>%s</blockquote>"}.get(k, "%.0s") % inline(t) for k, t in entry if k != "li")
        after = text.rfind("<p>") if items else len(text)
        text = text[:after] + (f"<ul>{items}</ul>" if items else "") + text[after:]
        out.append(f'<div class="live-entry" id="e{number}"><div class="live-entry__body">{text}</div>'
                   f'<div class="live-entry__share"><a href="#e{number}">#</a> {" ".join(f"<a href=/s/{i}>{esc(w)}</a>" for i, w in enumerate(s.words("share")[:3]))}</div></div>')
    side = "".join(f'<li class="side-item"><a href="{slug(i)}"><img src="/t{i}.jpg" alt=""><span class="side-item__t">{esc(h)}</span></a>'
                   f'<p class="side-item__d">{esc(t)}</p><span class="side-item__m">{i + 2}</span></li>' for i, (h, t) in enumerate(tease(s) * 2))
    talk = "".join(f'<div class="talk__msg"><div class="talk__who">{esc(who)}</div><div class="talk__txt">{esc(text)}</div>'
                   f'<div class="talk__act"><button>+{i}</button><button>{esc(s.reply)}</button></div></div>'
                   for i, (who, text) in enumerate(comments(s) * 5))
    page = f"""<!DOCTYPE html><html lang="{s.lang}" dir="{s.dir}"><head><meta charset="{charset}"><title>{esc(s.title)} | {esc(s.outlet)}</title>
<meta content="{attr(s.title)}" property="og:title"><style>{style(s)}</style></head><body>
<div class="bar"><ul>{''.join(f'<li><a href="/{i}">{esc(w)}</a></li>' for i, w in enumerate(s.words('nav')))}</ul><a href="/in">{esc(s.login)}</a></div>
<div class="three"><div class="rail rail--left"><h5>{esc(s.mostread)}</h5><ol>{''.join(f'<li><a href="{slug(i)}">{esc(w)}</a></li>' for i, w in enumerate(s.list('popular')))}</ol>
<div class="box"><h5>{esc(s.subscribe)}</h5><p>{esc(s.newsletter)}</p><input type="email"><button>{esc(s.subscribe)}</button></div></div>
<div class="centre"><h1>{esc(s.title)}</h1><p class="intro">{esc(s.lead)}</p><p class="stamp"><time>{esc(s.date)}</time> {esc(s.author)}</p>
<div class="pic"><img src="/big.jpg" alt=""><span class="pic__caption">{esc(s.caption)}</span></div>
<div class="live-feed">{''.join(out)}</div>
<ul class="pages"><li>1</li><li><a href="?p=2">2</a></li><li><a href="?p=3">3</a></li></ul>
<div class="talk" id="discussion"><h4>{esc(s.comments)} ({len(comments(s)) * 5})</h4><form><textarea></textarea><button>{esc(s.reply)}</button></form>{talk}</div></div>
<div class="rail rail--right"><h5>{esc(s.more)}</h5><ul class="side">{side}</ul></div></div>
<div class="bottom"><p>{esc(s.footer)}</p><p>{' · '.join(f'<a href="/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('flinks')))}</p></div>
<div class="notice" role="dialog" aria-modal="true"><p>{esc(s.cookie)}</p><button>{esc(s.accept)}</button></div>
<script>{ANALYTICS % s.name}</script></body></html>
"""
    return page, True
