"""Seals drawn by several threads at once: a web server's threads issue papers side by side."""

from concurrent.futures import ThreadPoolExecutor

from portal.documents import seals

NAMES = [f"{place}应急管理厅" for place in "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫"]


def test_threads_that_draw_at_once_draw_what_one_alone_draws():
    seals._outline.cache_clear()
    seals._font.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda name: seals.draw(name, size=50), NAMES))
    seals._outline.cache_clear()
    assert together == [seals.draw(name, size=50) for name in NAMES]
