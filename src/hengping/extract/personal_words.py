"""Words that tell whose number a number is: a person's, an office's, or nobody's.

Labels and column headings as government pages print them. All patterns are linear in the length of the text.
"""

import re

_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧"
    "隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池"
    "乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易"
    "慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殴殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯"
    "相查后荆红游竺权逯盖益桓公肖付覃闫涂苑岳邸税凡农闭玉"
)
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|司空|夏侯|令狐|端木|长孙|宇文|轩辕|呼延|南宫|独孤"
_NAME = rf"(?:(?:{_DOUBLE})[一-龥]{{1,2}}|[{_SINGLE}][一-龥]{{1,2}}|[一-龥]{{2,8}}[·•][一-龥]{{2,10}})"

NAME = re.compile(_NAME)
"""A whole cell that is a person's name (white space inside taken out)."""
NAME_BEFORE_NUMBER = re.compile(
    rf"^[ \t]*(?:[0-9０-９]{{1,4}}[.、，,)）\s]\s*)?({_NAME})(?=[\s\t,，、：:（(0-9０-９]|男|女)"
)
"""A line that begins with a name, perhaps after a running number."""
NOT_A_NAME = re.compile(
    r"电话|手机|部|科|局|办|处|站|所|室|中心|单位|公司|委员|政府|监督|咨询|举报|投诉|地址|邮箱|时间|日期|合计|总计|序号|姓名|热线|传真|联系|"
    r"服务|值班|窗口|社区|街道|管理|方式|号码|工作|项目"
    r"|^(?:金额|余额|费用|经费|成绩|车牌号?|车辆|车型|房号|房屋|家庭|农户|农机|国籍|应发|应付|应补|应缴|容量|温度|高度|文号|文化|路段|路名|平均|常住|种植|计量|时长|别名)$"
)
"""What looks like a name by its first character and is none."""

PHONE = re.compile(r"手机|移动电话|电话|联系方式|联系号码|(?i:tel|mobile|phone)")
"""Heading or label of a number by which somebody is reached."""
IDENTITY = re.compile(r"身份证|身份号码|公民身份|居民身份|证件号|证件编号|身份信息")
"""Heading or label of an identity number."""
BANK = re.compile(r"银行卡|银行账|银行帐|卡号|账号|帐号|账户|帐户|一卡通|存折|社保卡|惠农卡|汇款")
"""Heading or label of a bank card number."""

PERSON = re.compile(
    r"姓\s{0,4}名|户主|申请人|考生|学生|学员|当事人|来信人|来访人|投诉人|举报人|反映人|诉求人|写信人|留言人|咨询人|提问人|受助人|救助对象|"
    r"领取人|补贴对象|补助对象|保障对象|低保对象|持证人|持卡人|被征收人|被征地人|报名人|患者|家长|监护人|村民|业主|承租人|被执行人|收款人|"
    r"死亡人员|残疾人|老人|儿童|求职者|求职人|务工人员|参训人员|参保人|借款人|贷款人|担保人|车主|驾驶人|购机者|捐款人|捐赠人|中签人|选房人|应聘人员|拟录用|拟聘用|乘客|权利人|户名|购房人|申报人|农户|受益人|受奖人|被处罚人|人员名单"
)
"""Heading or label of a private person's name."""
PRIVATE = re.compile(
    r"身份证|身份号码|证件号|性别|年龄|出生|家庭|住址|户籍|籍贯|补贴|补助|救助|金额|面积|成绩|分数|得分|准考证|学历|学位|毕业|民族|"
    r"银行|卡号|账号|帐号|残疾|低保|贫困|脱贫|监测户|房号|楼栋|户型|车牌|报考|岗位代码|笔试|面试|体检|诊断|病|亲属|配偶|婚姻|政治面貌|人口数|发放"
)
"""Heading of what is told only of private persons."""
OFFICE_HEADING = re.compile(
    r"联系人|联络人|联络员|负责人|责任人|值班|职务|职责|科室|办公|机构|执业|从业|资质|执法|团队|片区|责任区|包村|驻村|分工|坐诊|站点|窗口|网点|行政责任|管护|巡查|包保|河长|林长|路长|委员会|律所|事务所|诊所|卫生室|卫生站|服务站|派出所|辖区|"
    r"网格员|技术|经办|承办|受理|部门|服务内容|经营|企业|法人|法定代表"
)
"""Heading by which a list is one of people reached in their office."""
OFFICIAL = re.compile(
    r"联系人|联络人|联络员|负责人|责任人|责任领导|责任干部|包(?:保|联|村|户|片|案|抓)|帮扶|结对|挂联|挂点|网格[员长]|[河湖林路田]长|经办人|承办人|受理人|"
    r"法人|法定代表|驻村|第一书记|干部|调解员|辅导员|监理|护林员|巡查员|管护员|医生|督导|办事员|指导员"
)
"""Heading of the name of somebody who is named because of an office, in a list of whomever."""
UNIT_HEADING = re.compile(r"^(?:所在|工作)?(?:单位|单位名称|机构|公司|公司名称|乡镇|街道|村（社区）|社区)$")
"""Heading of where somebody belongs; says neither that a list is private nor that it is not."""
OFFICE_LABEL = re.compile(
    r"咨询|监督|举报|投诉(?!人)|服务|热线|值班|办公|报名(?!人)|受理|联系人|联络人|联络员|负责人|经办|承办|办事|客服|传真|总机|公开电话|新闻|"
    r"记者|媒体|采访|报警|求助电话|求助热线|招标|采购|代理|技术支持|业务|窗口|主任|局长|科长|股长|处长|站长|所长|书记|镇长|乡长|村长|"
    r"队长|网格员|河长|林长|路长|律师|公证|中介|预约|订票|订餐|维修|抢修|救援|应急|调度|销售|招聘|人事|邮寄|邮编|微信|对接"
)
"""Words beside a number that make it one of an office."""
OFFICE_TITLE = re.compile(
    r"通讯录|通讯簿|电话簿|号码簿|联系方式|联系电话|联系表|联系人|联络员|电话一览|电话公布|值班[^，。]{0,6}表|值班安排|值班电话|公示牌|网格员|通讯员|"
    r"(?:河|湖|林|路|田|街)长(?:名单|公示|信息|一览)|"
    r"(?:第一书记|工作队员?|陪审员|特派员|指导员|社工|村医|乡医|护士|医师|教练|裁判|讲解员|安全员|协管员|辅导员|法律顾问|负责人|责任人|执法人员|工作人员|领导|干部|专家|律师|公证员|调解员|代表|委员|志愿者|导游|发言人|医生)(?:的)?(?:名单|名录|名册|信息|一览|公示|联系)"
)
"""Titles of lists of people who are meant to be reached."""
FIRST_PERSON = re.compile(
    r"(?:我(?:叫|是|姓|的|家住|住在|电话|手机|号码)|本人)[^。；;\n]{0,24}$|联系我(?=[\s:：，,（(的]|$)[^。；;\n]{0,12}$"
)
"""What stands before a number that a writer of a letter gives as his own."""
BODY = re.compile(
    r"局|厅|委|办|中心|公司|院|政府|学校|大学|单位|财政|专户|协会|基金|集团|银行股份|支队|大队|法院|检察|社区居|村民委|合作社|工会|总会|商会|学会|慈善|红十字|促进会|联合会|研究会|医院"
)
"""The name of an account's holder that is no person."""
HOLDER = re.compile(
    r"(?:户\s{0,2}名|开户名称?|收款人|姓\s{0,4}名|持卡人|账户名称?|帐户名称?|收款单位|单位名称)\s*[:：]?\s*([^\s,，;；。:：\n]{2,30})"
)
"""An account's holder as printed."""
_ROLES = PERSON.pattern.replace("|人员名单", "")
_ANONYMOUS = r"匿名|网友|(?:[\u4e00-\u9fa5][*＊×xX○某]{1,2}|[\u4e00-\u9fa5]{1,2}(?:先生|女士|小姐|同志))"
PERSON_NAMED = re.compile(
    rf"(?<!各位)(?<!尊敬的)(?<!广大)(?:{_ROLES})(?:的?姓名)?[ \t\u3000]*[:：]?[\s\u3000]*(?:{_NAME}|{_ANONYMOUS})"
    rf"(?=[\s\u3000,，、;；。|/（(\[【]|[0-9０-９]|(?:的|，)?(?:手机|电话|联系|移动|住址|地址|男|女|身份证)|\Z)"
)
"""A private person's role with the name of one, as in ``来信人：李四``; the word alone (关爱老人) names nobody."""
PERSON_S_PHONE = re.compile(rf"(?:{_ROLES})本?人?的?(?:联系|手机|移动|电话|姓名[及和]?)")
"""A label of a private person's telephone, as in ``申请人手机``."""
MANY_PERSONS = re.compile(
    r"(?:村民|业主|老人|儿童|残疾人|学生|学员|考生|家长|患者|乘客|务工人员|求职者|参训人员|农户|车主|驾驶人|应聘人员|购房人|参保人)本?人?的?联系"
)
"""A label that may as well be of the number that such people may call."""
DISABLED = re.compile(r"残疾(?:人)?证|残疾军人证")
"""Heading or label of a number of a disabled person's card: the identity number and two digits more."""
OTHER_NUMBER = re.compile(
    r"(?:来信|信件|留言|来访|咨询|问题|诉求|工单|事项|查询|跟踪|受理|办件|邮件|反映|登记|业务|申请|回执|单据|票据|保单|合同|凭证|产品|样品|抽样|采样|地块|宗地|不动产|权证|许可证|标识|标段|招标|采购|中标|公告)(?:编号|编码|号码|代码|单号|号)|订单|流水|运单|快递|发票|交易|合同|案号|文号|许可|登记号|注册号|备案|受理号|受理编号|办件|查询码|查询编|档案|项目代码|项目编|机构代码|"
    r"信用代码|税号|纳税人|识别号|单号|批次|序列|设备|车架|执法证|资格证|证书编|证书号|工号|条码|二维码|QQ|(?:^|\W)(?:编号|编码|代码)"
)
"""Label or heading of a number that belongs to a thing, a deed or a body."""
CREDIT_CODE = re.compile(r"信用代码|机构代码|税号|纳税人识别号|注册号")
EXAMPLE = re.compile(
    r"(?:示例|样例)(?![市县区省镇乡])|样表|样本|范例|范本|填表说明|填写说明|填写范|模板|例如|比如|例\s?[:：]|格式(?:为|如|[:：])|虚构|测试数据"
)
"""What is shown as an example."""
PUBLIC_CALL = re.compile(r"通缉|悬赏|协查通报|寻人启事|寻亲|认尸|失踪")
"""Notices that name a person on purpose."""
PRIVATE_TITLE = re.compile(
    r"录用|聘用|招聘|招录|遴选|补贴|补助|救助|资助|低保|特困|残疾|脱贫|监测户|慰问|抚恤|发放|报名|考试|考生|面试|笔试|体检|成绩|中签|摇号|分房|"
    r"获奖|受助|失业|就业|培训学员|学员|新生|征地|拆迁|安置|欠薪|处罚|失信"
)
"""Titles of lists of private persons, whatever else they say (公开招聘工作人员)."""
HEADING = re.compile(
    r"(?:序\s?号|编号|姓\s{0,4}名|户\s{0,4}名|名称|性别|年龄|民族|职务|职称|单位|备注|地址|住址|电话|手机|手机号|号码|证号|代码|文号|方式|身份证号?码?|身份证|证件号码?|学历|"
    r"学校|院校|专业|金额|元[)）]|卡号|账号|帐号|账户|岗位|乡镇|村组|户主|家长|联系人|负责人|科室|部门|申请人|考生|学生|学员|人员|时间|日期|事项|"
    r"标准|成绩|分数|面积|结果|类别|类型|等级|状态|开户行|银行|人数|出生年月|籍贯|户籍)(?:[(（][^()（）]{0,12}[)）])?$"
)
"""A cell that is a heading and nothing else, by how it ends."""
