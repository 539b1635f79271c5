"""Identity items of the footers, worded and written differently from site to site."""

from third_model import Site


def printed_code(site: Site) -> str:
    """The code that the footer prints; a wrong one where that is planted."""
    if "site_code_missing" in site.lacks:
        return ""
    if "site_code_mismatch" in site.lacks:
        return (f"{site.code[:4]}{int(site.code[4:]) + 30:06d}", site.code[:-2] + site.code[-1] + site.code[-2])[
            site.index % 2 if site.code[-1] != site.code[-2] else 0
        ]
    return site.code


def identity(site: Site) -> dict[str, str]:
    """Markup of each item; empty where the site lacks it."""
    index, lacks, code = site.index, site.lacks, printed_code(site)
    made = {
        "sponsor": (
            f"主办单位：{site.unit}", f"主办：{site.unit}　承办：{site.area}大数据中心", f"{site.unit}主办",
            f"<b>主办单位</b>&nbsp;{site.unit}", f"本网站由{site.unit}主办",
        )[index % 5],
        "contact": (
            f"联系电话：0776-282{index:02d}16", f"地址：{site.area}解放路{index + 3}号　邮编：53{index:02d}00",
            f'网站维护电话：（0776）282{index:02d}55 邮箱：zwxx@{site.host.removeprefix("www.")}',
            f'联系我们：<a href="tel:0776282{index:02d}77">0776-282{index:02d}77</a>', f"电话：0776-28{index:02d}119",
        )[index % 5],
        "icp": (
            f'<a href="http://beian.miit.gov.cn/" target="_blank">桂ICP备{11000000 + index * 731}号-1</a>',
            f"ICP备案编号：桂ICP备 {11000000 + index * 731} 号", f"备案号：桂ICP备{11000000 + index * 731}号",
        )[index % 3],
        "psb": (
            (f'<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=4597020200{index:04d}">'
            f'<img src="/images/ghs.png" alt="">桂公网安备 4597020200{index:04d}号</a>'),
            f"桂公网安备4597020200{index:04d}号", f"公安机关备案号：4597020200{index:04d}",
        )[index // 2 % 3],
        "code": (
            f"网站标识码：{code}", f"政府网站标识码 {code}", f'<span class="bsm">网站标识码:<em>{code}</em></span>',
            f'<img src="/images/bsm.png" alt="政府网站标识码{code}">', f"标识码：{code}",
        )[index % 5],
        "mark": (
            (f'<a href="http://bszs.conac.cn/sitename?method=show&amp;id=5A{index:04X}E6053012819" target="_blank">'
            '<img id="imgConac" src="/images/blue.png" width="60"></a>'),
            ('<script>document.write(unescape("%3Cspan id=\'_ideConac\' %3E%3C/span%3E%3Cscript src=\'http://dcs.conac.cn/js/21/'
            f'{index:03d}/0000/60427{index:03d}/CA21{index:09d}.js\' '
            'type=\'text/javascript\'%3E%3C/script%3E"));</script>'),
            '<img src="/images/dzjg.png" alt="党政机关网站标识">',
        )[index // 3 % 3],
        "fault": (
            f'<script id="_jiucuo_" sitecode="{code}" src="http://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>'
            if code else '<a href="http://zfwzgl.www.gov.cn/exposure/jiucuo.html">我为政府网站找错</a>',
            f'<a href="http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}&amp;url=http%3A%2F%2F{site.host}%2F">'
            '<img src="/images/jiucuo.png" alt="政府网站找错"></a>'
            if code else ('<a href="http://zfwzgl.www.gov.cn/exposure/jiucuo.html"><img src="/images/jiucuo.png" '
                'alt="政府网站找错"></a>'),
        )[index % 2],
    }  # fmt: skip
    for check, name in (
        ("sponsor_missing", "sponsor"), ("contact_missing", "contact"), ("icp_missing", "icp"), ("psb_missing", "psb"),
        ("site_code_missing", "code"), ("party_gov_mark_missing", "mark"), ("fault_report_entry_missing", "fault"),
    ):  # fmt: skip
        if check in lacks:
            made[name] = f"承办：{site.area}大数据中心" if name == "sponsor" and index % 2 else ""
    return made
