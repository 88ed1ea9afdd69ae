"""page_layouts_more.py - five layouts more, written after the extraction worked on the first six, to try it on what it
had not seen. Each returns (HTML, whether the lead is shown)."""

import json

from page_layouts import ANALYTICS, attr, comments, esc, inline, parts, script, slug, style, tease


def css(s, charset):
    """Made by a program from components: no names that say anything, a span in a div in a div for each paragraph."""
    body = parts(s, {"p": '<div class="css-9x1a"><div class="css-0k2"><span class="css-t1">%s</span></div></div>',
                     "h": '<div class="css-9x1a"><div class="css-0k2"><strong class="css-b7">%s</strong></div></div>',
                     "q": '<div class="css-9x1a"><div class="css-q4"><span>%s</span></div></div>',
                     "list": '<div class="css-9x1a">%s</div>', "li": '<div class="css-l1">• %s</div>'})
    body.insert(2, f'<div class="css-9x1a"><div class="css-77"><div><img src="/a.webp" alt=""/></div><div class="css-s0">{esc(s.caption)}</div></div></div>')
    body.insert(5, f'<div class="css-9x1a"><div class="css-81"><div>{esc(s.newsletter)}</div><div><input/><div role="button" tabindex="0">{esc(s.subscribe)}</div></div></div></div>')
    cards = "".join(f'<div class="css-c1"><a href="{slug(i)}"><div class="css-c2"><img src="/{i}.webp" alt=""/></div><div class="css-c3"><div>{esc(h)}</div>'
                    f'<div class="css-c4">{esc(t)}</div></div></a></div>' for i, (h, t) in enumerate(tease(s)))
    page = f"""<!DOCTYPE html><html lang="{s.lang}" dir="{s.dir}"><head><meta charSet="{charset}"/><title>{esc(s.title)}</title>
<script>self.__next_f=self.__next_f||[];self.__next_f.push([1,{json.dumps("<p>" + s.lead + "</p>", ensure_ascii=False).replace('/', chr(92) + '/')}])</script>
<style data-emotion="css">{style(s)}</style></head><body><div id="__next"><div class="css-r0"><div class="css-h1"><div><a href="/">{esc(s.outlet)}</a></div>
<div class="css-h2">{''.join(f'<div><a href="/{i}">{esc(w)}</a></div>' for i, w in enumerate(s.words('nav')))}</div></div>
<div class="css-r1"><div class="css-r2"><div class="css-k1"><span>{esc(s.words('nav')[7])}</span></div><h1 class="css-k2">{esc(s.title)}</h1>
<div class="css-k3"><span>{esc(s.lead)}</span></div><div class="css-k4"><div><span>{esc(s.author)}</span></div><div><span>{esc(s.date)}</span></div></div>
<div class="css-k5">{''.join(f'<button type="button"><span>{esc(w)}</span></button>' for w in s.words('share'))}</div>
<div class="css-b0">{''.join(body)}</div>
<div class="css-e0"><div class="css-e1"><img src="/c.webp" alt=""/></div><div class="css-e2"><div><span>{esc(s.author)}</span></div><div><span>{esc(s.author)} {esc(s.bio)}</span></div></div></div>
<div class="css-e3"><div><span>{esc(s.comments)}</span></div>{''.join(f'<div class="css-m0"><div class="css-m1"><span>{esc(w)}</span></div><div class="css-m2"><span>{esc(t)}</span></div><div class="css-m3"><button><span>{esc(s.reply)}</span></button></div></div>' for w, t in comments(s))}</div></div>
<div class="css-r3"><div class="css-g0"><span>{esc(s.more)}</span></div>{cards}</div></div>
<div class="css-f0"><div>{''.join(f'<a href="/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('flinks')))}</div><div><span>{esc(s.footer)}</span></div></div></div>
<div class="css-z0"><div><span>{esc(s.cookie)}</span></div><div><button>{esc(s.accept)}</button></div></div></div>
<script id="__NEXT_DATA__" type="application/json">{script({"p": s.lead})}</script></body></html>
"""
    return page, True


def form(s, charset):
    """An agency's page as a form around everything, with numbered controls, and news in tables beside it."""
    body = parts(s, {"p": '<p dir="RTL" style="text-align: justify;"><span style="font-size:14pt"><span style="font-family:B Nazanin">%s</span></span></p>\r\n',
                     "h": '<p dir="RTL"><strong><span style="font-size:14pt">%s</span></strong></p>\r\n', "q": "<p>%s</p>\r\n", "list": "%s", "li": "<p>- %s</p>\r\n"})
    rows = "".join(f'<tr><td class="GridTime">{i + 10}:{i}5</td><td><a id="ctl00_rpt_ctl{i:02d}_lnk" class="NewsTitle" href="/news/{i}">{esc(h)}</a>'
                   f'<div id="ctl00_rpt_ctl{i:02d}_lead" class="NewsLead">{esc(t)}</div></td></tr>' for i, (h, t) in enumerate(tease(s) * 2))
    page = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head id="ctl00_Head1"><meta http-equiv="Content-Type" content="text/html; charset={charset}" /><title>
	{esc(s.title)} :: {esc(s.outlet)}
</title><link href="../App_Themes/Main/Style.css" type="text/css" rel="stylesheet" /></head>
<body><form name="aspnetForm" method="post" action="./news.aspx?id={s.number}" id="aspnetForm" class="comment-form-page"><div>
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{'/wEPDwUKLTE0' * 60}" /></div>
<script type="text/javascript">//<![CDATA[
var theForm = document.forms['aspnetForm']; if (theForm.a < 2 && theForm.b) {{ document.write("<p>x</p>"); }}
//]]></script>
<div id="ctl00_pnlTop" class="TopPanel"><a href="/"><img src="/logo.png" alt="{attr(s.outlet)}" /></a><input name="ctl00$txtSearch" type="text" /><input type="submit" name="ctl00$btn" value="..." />
<div class="AspNet-Menu-Horizontal"><ul class="AspNet-Menu">{''.join(f'<li class="AspNet-Menu-Leaf"><a href="/c/{i}">{esc(w)}</a></li>' for i, w in enumerate(s.words('nav')))}</ul></div></div>
<table width="100%" cellpadding="0" cellspacing="0" id="ctl00_tblMain"><tr><td valign="top" class="RightCol"><div class="Box"><div class="BoxTitle">{esc(s.mostread)}</div>
{''.join(f'<div class="BoxItem"><a href="/news/{i}">{esc(w)}</a></div>' for i, w in enumerate(s.list('popular')))}</div>
<div class="Box"><div class="BoxTitle">{esc(s.subscribe)}</div><div>{esc(s.newsletter)}</div><input name="ctl00$mail" type="text" /></div></td>
<td valign="top" class="CenterCol"><div id="ctl00_cph_upnl"><div class="NewsDate"><span id="ctl00_cph_lblDate">{esc(s.date)}</span> | <span id="ctl00_cph_lblId">{s.number * 37}</span></div>
<div class="RuTitle"><span id="ctl00_cph_lblRu">{esc(s.words('nav')[3])}</span></div><h2 class="Title"><span id="ctl00_cph_lblTitle">{esc(s.title)}</span></h2>
<div class="Lead"><img id="ctl00_cph_img" src="/pic/{s.number}.jpg" align="right" /><span id="ctl00_cph_lblLead">{esc(s.lead)}</span></div>
<div id="ctl00_cph_divBody" class="Body">{''.join(body)}</div>
<div class="End">{esc(s.words('share')[3])} | <a href="javascript:void(0)">{esc(s.words('share')[4])}</a></div>
<div id="ctl00_cph_related"><div class="BoxTitle">{esc(s.more)}</div><ul>{''.join(f'<li><a href="/news/{i}">{esc(w)}</a></li>' for i, w in enumerate(s.list('related')))}</ul></div>
<table id="ctl00_cph_tblCm" class="CmTable"><tr><td>{esc(s.comments)}</td></tr>{''.join(f'<tr><td class="CmName">{esc(w)}</td></tr><tr><td class="CmText">{esc(t)}</td></tr>' for w, t in comments(s))}
<tr><td><input name="ctl00$cph$name" type="text" /><textarea name="ctl00$cph$cm" rows="4"></textarea><input type="submit" value="{attr(s.reply)}" /></td></tr></table></div></td>
<td valign="top" class="LeftCol"><table class="Grid">{rows}</table></td></tr></table>
<div class="CopyRight">{esc(s.footer)} {' - '.join(f'<a href="/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('flinks')))}</div></form></body></html>
"""
    return page, True


def blogger(s, charset):
    """An old hosted blog: no paragraphs, two line breaks, spans and fonts copied from an office program."""
    body = "<br />\n<br />\n".join(f'<span style="font-family: Jameel Noori Nastaleeq; font-size: x-large;">{inline(t)}</span>' for _, t in s.parts)
    page = f"""<!DOCTYPE html><html b:version='2' class='v2' dir='{s.dir}' xmlns='http://www.w3.org/1999/xhtml'><head>
<meta content='text/html; charset={charset}' http-equiv='Content-Type'/><title>{esc(s.outlet)}: {esc(s.title)}</title>
<meta content='{attr(s.title)}' property='og:title'/><style id='page-skin-1' type='text/css'><!-- {style(s)} --></style></head>
<body class='loading variant-shade'><div class='navbar no-items section' id='navbar'></div><div class='body-fauxcolumns'><div class='fauxcolumn-outer body-fauxcolumn-outer'><div class='cap-top'></div></div></div>
<div class='content'><div class='content-inner'><header><div class='header-outer'><div class='region-inner header-inner'><div class='widget Header' id='Header1'><h1 class='title'><a href='/'>{esc(s.outlet)}</a></h1>
<p class='description'><span>{esc(s.words('nav')[7])}</span></p></div></div></div></header>
<div class='tabs-outer'><div class='widget PageList'><ul>{''.join(f"<li><a href='/p/{i}.html'>{esc(w)}</a></li>" for i, w in enumerate(s.words('nav')))}</ul></div></div>
<div class='main-outer'><div class='main-inner'><div class='columns-inner'><div class='column-center-outer'><div class='main section' id='main'><div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'>
<div class="date-outer"><h2 class='date-header'><span>{esc(s.date)}</span></h2><div class="date-posts"><div class='post-outer'><div class='post hentry uncustomized-post-template' itemprop='blogPost' itemscope='itemscope'>
<a name='{s.number * 99991}'></a><h3 class='post-title entry-title' itemprop='name'>{esc(s.title)}</h3><div class='post-header'><div class='post-header-line-1'></div></div>
<div class='post-body entry-content' id='post-body-{s.number * 99991}' itemprop='description articleBody'>
<div dir="rtl" style="text-align: right;" trbidi="on"><table align="center" cellpadding="0" cellspacing="0" class="tr-caption-container"><tbody><tr><td style="text-align: center;"><a href="/1.jpg"><img border="0" src="/1.jpg" /></a></td></tr>
<tr><td class="tr-caption" style="text-align: center;">{esc(s.caption)}</td></tr></tbody></table>
{body}</div>
<div style='clear: both;'></div></div><div class='post-footer'><div class='post-footer-line post-footer-line-1'><span class='post-author vcard'>{esc(s.by)} <span class='fn'>{esc(s.author)}</span></span>
<div class='post-share-buttons goog-inline-block'>{''.join(f"<a class='goog-inline-block share-button sb-{i}' href='/share'><span class='share-button-link-text'>{esc(w)}</span></a>" for i, w in enumerate(s.words('share')))}</div></div>
<div class='post-footer-line post-footer-line-2'><span class='post-labels'>{esc(s.tagword)}: {', '.join(f"<a href='/l/{i}' rel='tag'>{esc(w)}</a>" for i, w in enumerate(s.words('tags')))}</span></div></div></div>
<div class='comments' id='comments'><h4>{len(comments(s))} {esc(s.comments)}:</h4><dl id='comments-block'>{''.join(f"<dt class='comment-author'>{esc(w)}</dt><dd class='comment-body'><p>{esc(t)}</p></dd><dd class='comment-footer'><a href='#'>{esc(s.date)}</a></dd>" for w, t in comments(s) * 2)}</dl></div>
</div></div></div></div></div></div>
<div class='column-right-outer'><aside><div class='widget Feed'><h2>{esc(s.more)}</h2><ul>{''.join(f"<li><span class='item-title'><a href='{slug(i)}'>{esc(h)}</a></span> {esc(t)}</li>" for i, (h, t) in enumerate(tease(s)))}</ul></div>
<div class='widget Text'><h2 class='title'>{esc(s.author)}</h2><div class='widget-content'>{esc(s.author)} {esc(s.bio)}</div></div></aside></div></div></div></div>
<footer><div class='footer-outer'><div class='widget Attribution'>{esc(s.footer)}</div></div></footer></div></div></body></html>
"""
    return page, False


def portal(s, charset):
    """A Chinese portal: the headline in one container, the text in another, indented by wide spaces; pictures with
    lines under them, channel boxes of pure links, a code to scan."""
    body = parts(s, {"p": "<p>　　%s</p>\n", "h": "<p>　　<strong>%s</strong></p>\n", "q": "<p>　　%s</p>\n", "list": "%s", "li": "<p>　　%s</p>\n"})
    body.insert(1, f'<p style="text-align:center"><img src="/n/{s.number}.jpg"></p>\n<p class="pic_desc" style="text-align:center"><span class="img-caption">{esc(s.caption)}</span></p>\n')
    box = "".join(f'<li><i></i><a href="http://www.example{slug(i)}" target="_blank">{esc(w)}</a><em>11-{i + 10}</em></li>' for i, w in enumerate(s.list("popular") + s.list("related") + [h for h, _ in tease(s)]))
    page = f"""<!DOCTYPE html>
<html><head><meta http-equiv="X-UA-Compatible" content="IE=edge">
<script>{ANALYTICS % s.name}{'/* ' + 'x' * 900 + ' */'}</script>
<meta charset="{charset}"><title>{esc(s.title)}_{esc(s.words('nav')[7])}_{esc(s.outlet)}</title>
<meta name="keywords" content="{attr(','.join(s.words('tags')))}"></head><body>
<div class="top_bar w1000"><span class="l">{''.join(f'<a href="/{i}">{esc(w)}</a>-' for i, w in enumerate(s.words('nav')))}</span><span class="r"><a>{esc(s.login)}</a></span></div>
<div class="path w1000">{' &gt; '.join(f'<a href="/{i}">{esc(w)}</a>' for i, w in enumerate(s.words('nav')[:2]))} &gt; 正文</div>
<div class="w1000 tit_box"><h1 id="rwb_zw_tit">{esc(s.title)}</h1><div class="box01"><div class="fl">{esc(s.date)}09:14 &nbsp; 来源：<a href="/">{esc(s.outlet)}</a></div><div class="fr"><a class="tool">字号</a></div></div></div>
<div class="w1000 con"><div class="left w670"><div class="text_con" id="rwb_zw">
{''.join(body)}
<p>　　<a href="/app">点击下载客户端，查看更多精彩内容</a></p></div>
<div class="edit clearfix">(责编：{esc(s.author)}、王编辑)</div><div class="gz"><p>{esc(s.words('share')[0])}，让更多人看到</p><img src="/qr.png"></div>
<div class="jjwz"><h3>{esc(s.also)}</h3><ul>{box}</ul></div>
<div class="message"><h3>{esc(s.comments)}</h3>{''.join(f'<div class="m_box"><b>{esc(w)}</b><p>{esc(t)}</p><span>2026-10-12</span></div>' for w, t in comments(s))}</div></div>
<div class="right w300"><div class="rank"><h3>{esc(s.mostread)}</h3><ol>{box}</ol></div><div class="pd">{''.join(f'<dl><dt><a href="{slug(i)}">{esc(h)}</a></dt><dd>{esc(t)}<a href="{slug(i)}">[详细]</a></dd></dl>' for i, (h, t) in enumerate(tease(s)))}</div></div></div>
<div class="copyright"><p>{''.join(f'<a href="/{i}">{esc(w)}</a> | ' for i, w in enumerate(s.words('flinks')))}</p><p>{esc(s.footer)}</p></div></body></html>
"""
    return page, False


def broken(s, charset):
    """Hand-made and never checked: tags that nobody closes, quotes that are missing, a title told twice."""
    body = "".join(f"<P>{inline(t)}\n" for _, t in s.parts)
    page = f"""<html><head><title>{esc(s.title)}</title><meta http-equiv=content-type content='text/html; charset={charset}'>
<link rel=stylesheet href=/s.css><body>
<div id=top><a href=/><b>{esc(s.outlet)}</b></a> <small>{esc(s.date)}</small>
<div id=nav>{' | '.join(f'<a href=/{i}>{esc(w)}' for i, w in enumerate(s.words('nav')))}</div>
<table width=100%><tr><td width=70%><h2>{esc(s.title)}</h2>
<p><b>{esc(s.lead)}</b>
<p align=right><i>{esc(s.author)}</i>
{body}
<p><font size=-1>{esc(s.also)}: <a href={slug(1)}>{esc(s.list('related')[0])}</a></font>
<p><a href=/print?{s.number}>{esc(s.words('share')[3])}</a> <a href="/mail?{s.number}>{esc(s.words('share')[2])}</a>
<h4>{esc(s.comments)}</h4>
{''.join(f'<p><b>{esc(w)}</b><br>{esc(t)}<hr>' for w, t in comments(s))}
<form action=/c><textarea name=t></textarea><input type=submit></form>
<td valign=top><h4>{esc(s.more)}</h4><ul>{''.join(f'<li><a href={slug(i)}>{esc(h)}</a><br>{esc(t)}' for i, (h, t) in enumerate(tease(s)))}</ul>
<h4>{esc(s.mostread)}</h4>{''.join(f'<a href={slug(i)}>{esc(w)}</a><br>' for i, w in enumerate(s.list('popular')))}
</table><center><small>{esc(s.footer)}</small></center>
<!-- counter --><script>if (a<b) document.write("<p>{s.number}</p>")</script>
"""
    return page, True
