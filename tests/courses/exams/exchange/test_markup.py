import pytest

from courses.exams.exchange.markup import has_tags, to_text


def read(source, **given):
    said = []
    text = to_text(
        source,
        media=lambda address, alt: f"[{address}|{alt}]",
        fault=lambda code, what: said.append((code, what)),
        note=lambda code, what: said.append((code, what)),
    )
    return text, said


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>一</p><p>二<br/>三</p>", "一\n二\n三"),
        ("一  \n 二&nbsp;&amp;&lt;", "一 二 &<"),
        ("<pre>a  b\n c</pre>", "a  b\nc"),
        ("<ul><li>甲</li><li>乙</li></ul>", "· 甲\n· 乙"),
        ("<ol start='3'><li>甲</li><li>乙<ul><li>丙</li></ul></li></ol>", "3. 甲\n4. 乙\n· 丙"),
        ("<ol start='x'><li>甲</li></ol>", "1. 甲"),
        ("<table><tr><th>项</th><th>值</th></tr><tr><td>Na</td><td>140</td></tr></table>", "项 | 值\nNa | 140"),
        ("10<sup>9</sup>/L Ca<sup>2+</sup> H<sub>2</sub>O", "10⁹/L Ca²⁺ H₂O"),
        ("x<sup>ab</sup>y<sub>q</sub>PaCO<sub>₂</sub>", "x^(ab)y_qPaCO_₂"),
        ("<li>孤</li>", "· 孤"),
        ('<img src="a.png" alt="片"><audio src="b.mp3" title="音"></audio><img>', "[a.png|片][b.mp3|音]"),
        ('<audio><source src="c.ogg"></audio>', "[c.ogg|]"),
        ("<style>p{}</style>一", "一"),
        ("</sub></a>一</ul>", "一"),
        ("P<0.05", "P<0.05"),
    ],
)
def test_what_html_says(source, expected):
    assert read(source) == (expected, [])


@pytest.mark.parametrize(
    ("source", "expected", "said"),
    [
        ("<b>一</b><font color=red>二</font>", "一二", [("left_out", "<b>"), ("left_out", "<font>")]),
        ('<a href="https://example.org">一</a>', "一", [("left_out", "https://example.org")]),
        ('<a href="@@PLUGINFILE@@/x.mp3">听</a>', "[@@PLUGINFILE@@/x.mp3|听]", []),
        ("<SCRIPT>x</SCRIPT>一", "一", [("script", "<script>")]),
        ('<img src="x" onerror="y">', "[x|]", [("script", "onerror")]),
        ('<a href="javascript:x">一</a>', "一", [("script", "javascript")]),
        ("<form><input></form>一", "一", [("construct", "<form>"), ("construct", "<input>")]),
    ],
)
def test_what_is_lost_or_refused_is_named(source, expected, said):
    assert read(source) == (expected, said)


def test_a_sign_is_not_a_tag():
    texts = ("a<b", "<b>", "<x>", "1<2>1", "<P CLASS='x'>")

    assert [has_tags(text) for text in texts] == [False, True, False, False, True]
