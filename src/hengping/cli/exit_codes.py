"""Exit codes of every command. Anything else is a bug."""

from hengping.model.text import Text

DONE = 0
DOES_NOT_HOLD = 1
WRONG_INPUT = 2
PARTLY_DONE = 3
INTERRUPTED = 130

EXIT_CODES: dict[int, Text] = {
    DONE: Text(zh="完成", en="done"),
    DOES_NOT_HOLD: Text(
        zh="已执行，但所验证的内容不成立（指标体系有误、校验不通过）",
        en="ran, and what was asked for does not hold (a lint fault, a failed verification)",
    ),
    WRONG_INPUT: Text(
        zh="输入或调用有误；错误信息指明文件、行、字段和处理办法",
        en="the input or the call is wrong; one line says which file, line, field, and what to do",
    ),
    PARTLY_DONE: Text(zh="部分完成：得到评分的网站比例低于要求", en="done in part: coverage below the minimum"),
    INTERRUPTED: Text(
        zh="被用户中断（Ctrl-C）；已完成的部分不丢失，再次运行即可继续",
        en="interrupted by the user; nothing done is lost, run again to go on",
    ),
}
