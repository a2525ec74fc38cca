"""What people write instead of the usual values: one table for each vocabulary, and nothing else.

A word that can only mean one thing stands with that value. A word that could mean several, or that
cannot be written at all, stands with an `Asked`: what it may mean, or what to do instead. Words
stand in the usual width, without the spaces and marks that `squeezed` takes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from itsubsidy.files.keys import Asked

Words = Mapping[str, object]
Questions = Mapping[str, Asked]


def _words(**values: str) -> dict[str, str]:
    """Each value with its words, apart by spaces, the other way round: the value of each word."""
    return {word: value for value, words in values.items() for word in words.split()}


def _same(words: str, asked: Asked) -> dict[str, Asked]:
    return dict.fromkeys(words.split(), asked)


UNSETTLED: Final = "確認"
"""What an import leaves where the reader must write something: no key takes it for an answer, as it
would take a blank for what is not written, and no ledger takes it for a wage.
"""

NOT_WRITTEN: Final[Words] = dict.fromkeys(("未定", "未確認", "不明", "未回答"))
"""Words for a value that is not known yet: the key counts as not written."""


NONE_WORDS: Final = frozenset(
    ["なし", "無し", "無", "ない", "ありません", "いいえ", "該当なし", "該当せず", "非該当"]
)
"""Words for that there is nothing to say under a key."""


# ---- applicants

ENTITY_WORDS: Final[Words] = _words(
    company="株式会社 有限会社 合同会社 合資会社 合名会社 特例有限会社 (株) (有) (同) (資) (名)"
    " 一人会社 1人会社 ひとり会社 LLC",
    sole_proprietor="個人 個人事業 個人事業者 個人経営 個人営業 個人商店 自営業 自営業者 自営"
    " フリーランス フリーランサー 一人親方 1人親方 ひとり親方",
    medical_corporation="医療法人社団 医療法人財団 社団医療法人 財団医療法人 社会医療法人 (医)",
    social_welfare_corporation="(福)",
    school_corporation="(学)",
    foundation="一般社団法人 公益社団法人 一般財団法人 公益財団法人 (社) (財) (一社) (公社) (一財)"
    " (公財)",
    npo="認定NPO法人 認定特定非営利活動法人 (特非)",
    chamber="商工会連合会 都道府県商工会連合会",
    sme_association="事業協同組合 事業協同小組合 協同組合連合会 商工組合 商工組合連合会"
    " 企業組合 協業組合 商店街組合",
    special_association="商店街振興組合 商店街振興組合連合会 生活衛生同業組合 生活衛生同業小組合"
    " 生活衛生同業組合連合会 農業協同組合 農業協同組合連合会 農協 漁業協同組合"
    " 漁業協同組合連合会 漁協 森林組合 森林組合連合会 労働組合",
    group="グループ申請 補助事業グループ",
)

_ASSOCIATIONS: Final = Asked(
    {
        "sme_association": "事業協同組合・商工組合・企業組合・協業組合など",
        "special_association": "商店街振興組合・生活衛生同業組合・農協・漁協など",
    }
)
_LICENSED: Final = Asked(
    why="「{}」の区分は公募要領（通常枠）6頁に例がありません。事務局に確かめ、会社と同じに"
    "扱うなら {entity:company}、小規模事業者に当たらないなら {size:medium} も書きます"
)

ENTITY_ASKED: Final[Questions] = {
    "宗教法人": Asked(
        why="宗教法人は申請できません（公募要領（通常枠）12頁）。"
        "別に会社があり、その会社で申請するなら {entity:company} と書きます"
    ),
    **_same(
        "任意団体 同窓会 PTA サークル 自治会 町内会",
        Asked(
            why="法人格のない団体は申請できません（公募要領（通常枠）12頁）。"
            "事業主が個人で申請するなら {entity:sole_proprietor} と書きます"
        ),
    ),
    "農事組合法人": Asked(
        {
            "company": "会社に準じて、資本金と小規模事業者の基準も使う",
            "special_association": "特別の法律による組合として、従業員数だけで見る",
        },
        "申請できますが（公募要領（通常枠）6頁）、",
    ),
    **_same(
        "税理士法人 弁護士法人 監査法人 司法書士法人 行政書士法人 社会保険労務士法人 社労士法人"
        " 特許業務法人 弁理士法人 土地家屋調査士法人",
        _LICENSED,
    ),
    **_same("組合 協同組合 組合連合会 生協 消費生活協同組合", _ASSOCIATIONS),
    **_same(
        "商工団体 商工団体等",
        Asked(
            {
                "chamber": "商工会・商工会連合会・商工会議所",
                "sme_association": "事業協同組合・商工組合など",
                "special_association": "商店街振興組合など",
            }
        ),
    ),
}

ENTITY_ENDINGS: Final[Questions] = {
    "組合": _ASSOCIATIONS,
    "組合連合会": _ASSOCIATIONS,
    "株式会社": Asked({"company": ""}),
    "有限会社": Asked({"company": ""}),
    "合同会社": Asked({"company": ""}),
    "社団法人": Asked({"foundation": ""}),
    "財団法人": Asked({"foundation": ""}),
    "医療法人": Asked({"medical_corporation": ""}),
    "学校法人": Asked({"school_corporation": ""}),
    "社会福祉法人": Asked({"social_welfare_corporation": ""}),
    "NPO法人": Asked({"npo": ""}),
    "士法人": _LICENSED,
}
"""What is likely meant by a word that ends so, the longest ending first."""

SIZE_WORDS: Final[Words] = _words(
    small="小規模企業者 小規模企業 小規模事業主",
    medium="中小企業者 中小企業等",
    large="大企業者",
)

ORGANISER_WORDS: Final[Words] = _words(
    commerce_association="商店街振興組合 商店街振興組合連合会 事業協同組合 事業協同小組合"
    " 協同組合連合会 商店街組合 商工会 商工会議所",
    town_management="DMO TMO 観光地域づくり法人",
    consortium="コンソーシアム コンソーシアム形式",
)

_ORGANISERS: Final = {
    "commerce_association": "商店街振興組合・事業協同組合・商工会・商工会議所など"
    "（公募要領（複数社連携IT導入枠）8頁）",
    "town_management": "まちづくり会社・観光地域づくり法人など",
    "consortium": "複数の事業者による共同体",
}
ORGANISER_ASKED: Final[Questions] = _same(
    "企業組合 協業組合 商工組合 商工組合連合会 商工会連合会 組合 協同組合 農業協同組合 農協"
    " 協議会 実行委員会 任意団体 株式会社 会社",
    Asked(_ORGANISERS),
)
ORGANISER_ENDINGS: Final[Questions] = _same("組合 連合会 協議会 委員会 会社", Asked(_ORGANISERS))

WAGE_PLAN_EXEMPTION_WORDS: Final[Words] = _words(
    nursing_care="介護サービス事業 介護サービス事業所 介護事業者",
    social_welfare="社会福祉事業者",
)


# ---- industries

INDUSTRY_WORDS: Final[Words] = _words(
    retail="居酒屋 カフェ 食堂 レストラン 料理店 飲食業 飲食店業 飲食サービス業"
    " 飲食サービス 飲食 ラーメン店 ラーメン屋 焼肉店"
    " 焼肉屋"
    " 寿司店 寿司屋 すし屋 そば店 そば屋 うどん店 うどん屋 中華料理店 日本料理店 料亭 割烹 焼鳥屋"
    " 焼き鳥屋 定食屋 喫茶店 喫茶 バー 酒場 ビストロ ファミリーレストラン"
    " スーパー スーパーマーケット コンビニ コンビニエンスストア 百貨店 八百屋 青果店 魚屋 鮮魚店"
    " 肉屋 精肉店 酒屋 酒店 米店 花屋 生花店 書店 本屋 文房具店 薬局 調剤薬局 ドラッグストア"
    " 衣料品店 洋品店 呉服店 靴店 雑貨店 家具店 家電販売店 電器店 自転車店 眼鏡店 時計店 玩具店"
    " ガソリンスタンド ホームセンター ネットショップ 通信販売業 通販 小売 小売店",
    wholesale="卸売 卸 卸業 問屋 仲卸 仲卸業",
    service="美容室 美容院 美容業 理容室 理容店 理容業 床屋 理髪店 エステ エステサロン"
    " エステティックサロン ネイルサロン クリーニング クリーニング業 クリーニング店"
    " コインランドリー 銭湯 公衆浴場 学習塾 塾 予備校 英会話教室 音楽教室 ピアノ教室 料理教室"
    " 歯科 歯科医院 歯科医 歯医者 病院 医院 診療所 クリニック 医療業 医療 動物病院 獣医"
    " 整骨院 接骨院 鍼灸院 整体院 整体 介護 介護事業 介護サービス 介護業 デイサービス 訪問介護"
    " 訪問看護 老人ホーム 有料老人ホーム 障害福祉 障害福祉サービス 福祉 福祉事業 児童福祉"
    " 保育 保育園 保育所 こども園 幼稚園 税理士 税理士事務所 会計事務所 公認会計士 弁護士"
    " 弁護士事務所 法律事務所 司法書士 司法書士事務所 行政書士 行政書士事務所 社会保険労務士"
    " 社労士 社労士事務所 社会保険労務士事務所 弁理士 特許事務所 土地家屋調査士 中小企業診断士"
    " 経営コンサルタント コンサルタント コンサルティング業 コンサルタント業 デザイン デザイン業"
    " デザイン事務所 設計事務所 建築設計事務所 建築設計業 測量業 写真館 写真業 広告業 広告代理店"
    " 広告代理業 葬儀業 葬儀社 冠婚葬祭 結婚式場 警備業 警備 清掃業 ビルメンテナンス"
    " ビルメンテナンス業 人材派遣 人材派遣業 人材紹介業 職業紹介業 産業廃棄物処理業 廃棄物処理業"
    " 自動車整備 自動車整備業 自動車整備工場 自動車修理業 修理業 レンタル業 リース業 レンタカー"
    " 駐車場業 サービス",
    lodging="ホテル 旅館 民宿 ペンション ゲストハウス 民泊 宿泊 ホテル業 旅館ホテル業 簡易宿所",
    construction="工務店 建設 建設会社 建築業 土木業 土木建築業 土木工事 建築工事 電気工事"
    " 電気工事店 水道工事 水道工事業 設備工事 内装工事 内装業 塗装業 塗装工事 解体業 解体工事"
    " 大工 左官 造園業 造園工事業 リフォーム業 リフォーム工事業 屋根工事業 防水工事業 外構工事業",
    manufacturing="印刷業 印刷 食品製造業 食品製造 機械製造業 部品製造業 金属加工業 金属加工"
    " 機械加工"
    " 機械加工業 鉄工所 鉄工業 鋳造業 めっき業 プレス加工業 板金加工業 樹脂加工業 縫製業 酒造業"
    " 酒蔵 製麺業 製菓業 製茶業 家具製造 製造 町工場 木工業 溶接業",
    transport="運送業 運送 運輸 物流業 物流 トラック運送業 貨物運送業 タクシー タクシー業 バス"
    " バス会社 倉庫業 倉庫 引越業 引っ越し業 軽貨物運送業",
    entertainment="娯楽 パチンコ店 パチンコホール ゲームセンター ボウリング場 映画館"
    " フィットネスクラブ"
    " スポーツジム ゴルフ場 ゴルフ練習場 カラオケボックス カラオケボックス業 麻雀店 雀荘",
    software="ソフトウェア開発 ソフトウェア開発業 システム開発 システム開発業 受託開発 情報処理業",
    other="農業 農家 畜産業 酪農 酪農業 林業 漁業 養殖業 鉱業 金融業 金融 保険業 保険代理店"
    " 保険代理業 不動産業 不動産 不動産仲介業 不動産管理業 不動産賃貸業 旅行業 旅行会社 旅行代理店"
    " 電気業 ガス業 水道業 電気小売業 ガス小売業 通信業 新聞業 出版業 出版社 質屋 銀行",
)

_ENTITY: Final = "「{{}}」は業種ではありません。{{entity:{}}} と書き、業種には主な事業を書きます"

_FOOD: Final = "飲食店、持ち帰り・配達の飲食サービス"
_STAY: Final = "旅館、ホテル、簡易宿所"

INDUSTRY_ASKED: Final[Questions] = {
    **_same(
        "一人親方 1人親方 ひとり親方 個人 個人事業 個人事業主 個人経営 自営業 フリーランス",
        Asked(why=_ENTITY.format("sole_proprietor")),
    ),
    **_same(
        "会社 株式会社 有限会社 合同会社 合資会社 合名会社",
        Asked(why=_ENTITY.format("company")),
    ),
    **_same(
        "情報通信業 情報通信",
        Asked(
            {
                "software": "受託開発などのソフトウェア業、情報処理サービス業",
                "service": "放送業、映像・音声の制作業、情報提供サービス業",
                "other": "通信業、インターネット附随サービス業、新聞業、出版業",
            }
        ),
    ),
    **_same(
        "IT IT業 IT企業 IT関連 ITサービス IT業界 情報サービス業 情報サービス",
        Asked(
            {
                "software": "ソフトウェアの開発、情報処理",
                "service": "情報の提供、市場調査",
                "other": "ウェブサイトの運営やサーバの提供",
            }
        ),
    ),
    "情報処理提供サービス業": Asked(
        {"software": "情報処理サービス業", "service": "情報提供サービス業、市場調査業"}
    ),
    **_same(
        "ウェブ制作 ウェブ制作業 Web制作 Web制作業 WEB制作 WEB制作業 ホームページ制作",
        Asked(
            {
                "software": "サイトやシステムの受託開発",
                "service": "デザインや広告の制作",
                "other": "サイトの運営やサーバの提供",
            }
        ),
    ),
    "映像音声文字情報制作業": Asked(
        {
            "service": "映像・音声・広告の制作業",
            "other": "新聞業、出版業",
        }
    ),
    **_same(
        "宿泊業飲食サービス業 宿泊飲食サービス業 宿泊飲食業",
        Asked({"lodging": _STAY, "retail": _FOOD}),
    ),
    **_same(
        "生活関連サービス業娯楽業 生活関連サービス業 生活関連サービス その他の生活関連サービス業",
        Asked(
            {
                "service": "洗濯・理容・美容・浴場、冠婚葬祭など",
                "other": "旅行業",
                "entertainment": "映画館、スポーツ施設、遊戯場など",
            }
        ),
    ),
    **_same(
        "卸売業小売業 卸売小売業 卸小売業 卸小売 卸売小売 小売卸売業 小売卸売 販売業 販売 物販 商業"
        " 商社",
        Asked(
            {
                "wholesale": "主に業者へ売る",
                "retail": "主に消費者へ売る",
            }
        ),
    ),
    **_same(
        "製造業卸売業 製造卸売業 製造卸",
        Asked({"manufacturing": "主に作る", "wholesale": "主に仕入れて業者へ売る"}),
    ),
    **_same(
        "不動産業物品賃貸業 不動産賃貸業管理業 不動産物品賃貸業",
        Asked(
            {
                "other": "不動産の売買・仲介・賃貸・管理",
                "service": "駐車場業、物品賃貸業",
            }
        ),
    ),
    **_same(
        "賃貸業",
        Asked({"other": "不動産の賃貸", "service": "物品の賃貸"}),
    ),
    **_same(
        "パン屋 パン店 ベーカリー 菓子店 菓子屋 和菓子屋 和菓子店 洋菓子店 ケーキ屋 豆腐店 豆腐屋",
        Asked({"retail": "店で消費者へ売る", "manufacturing": "主に業者へ卸す分を作る"}),
    ),
    **_same(
        "弁当屋 弁当店 仕出し 仕出し屋 惣菜店 惣菜屋 給食業",
        Asked(
            {"retail": "持ち帰り・配達・施設での飲食", "manufacturing": "主に業者へ卸す分を作る"}
        ),
    ),
    **_same(
        "広告",
        Asked({"service": "広告の代理や制作", "manufacturing": "看板や印刷物を作る"}),
    ),
    **_same(
        "看板屋 看板業 看板",
        Asked(
            {
                "manufacturing": "看板を作る",
                "construction": "看板を取り付ける工事",
                "service": "看板を書く",
            }
        ),
    ),
    **_same(
        "設計 設計業",
        Asked({"service": "建築や機械の設計だけ", "construction": "設計と施工"}),
    ),
    **_same(
        "整備 整備業 整備工場",
        Asked(
            {"service": "自動車や機械の整備・修理", "construction": "設備の据え付けや配管の工事"}
        ),
    ),
    **_same(
        "カラオケ カラオケ店",
        Asked({"entertainment": "カラオケボックス", "retail": "カラオケのある飲食店"}),
    ),
    **_same(
        "タイヤチューブ製造業 ゴムベルトゴムホース工業用ゴム製品製造業 タイヤ製造業",
        Asked(
            {
                "manufacturing": "自動車・航空機用のタイヤとチューブ、工業用ベルト",
                "rubber": "そのほかのゴム製品",
            }
        ),
    ),
    **_same(
        "公務 国家公務 地方公務 立法機関 司法機関 行政機関 都道府県の機関 市町村の機関"
        " 公務他に分類されるものを除く 分類不能の産業",
        Asked(
            why="「{}」には中小企業の業種がありません。"
            "営む事業があれば、その業種を {industry:retail} のように書きます"
        ),
    ),
}

INDUSTRY_ENDINGS: Final[Questions] = {
    ending: Asked({value: ""})
    for ending, value in {
        "製造業": "manufacturing",
        "製造": "manufacturing",
        "卸売業": "wholesale",
        "卸売": "wholesale",
        "卸": "wholesale",
        "小売業": "retail",
        "小売": "retail",
        "飲食店": "retail",
        "飲食業": "retail",
        "料理店": "retail",
        "工事業": "construction",
        "工事": "construction",
        "建設業": "construction",
        "運送業": "transport",
        "運輸業": "transport",
        "倉庫業": "transport",
        "サービス業": "service",
        "サービス": "service",
        "修理業": "service",
        "加工業": "manufacturing",
        "宿泊業": "lodging",
        "旅館": "lodging",
        "ホテル": "lodging",
        "娯楽業": "entertainment",
        "ソフトウェア業": "software",
        "ソフトウェア": "software",
        "ソフト": "software",
        "ゴム": "rubber",
        "農業": "other",
        "漁業": "other",
        "林業": "other",
        "保険": "other",
        "旅行業": "other",
        "電気": "other",
        "ガス": "other",
    }.items()
}
"""What is likely meant by a word that ends so; where it also speaks of another, each is told."""

INDUSTRY_SAID: Final[Mapping[str, str]] = dict.fromkeys(
    ("不動産業", "不動産"),
    "不動産業は「その他」の業種として扱います。主な業種が駐車場業なら「サービス業」と書きます",
)
"""What to say of a word that is read although a part of what it names is another industry."""


# ---- earlier decisions

FRAME_WORDS: Final[Words] = _words(
    normal="通常 通常枠A類型 通常枠B類型 通常枠AB類型 A類型 B類型",
    invoice="インボイス枠インボイス対応類型 インボイス枠対応類型 インボイス対応 対応類型"
    " デジタル化基盤導入類型 デジタル化基盤導入枠デジタル化基盤導入類型",
    edi="インボイス枠電子取引類型 電子取引 商流一括インボイス対応類型"
    " デジタル化基盤導入枠商流一括インボイス対応類型",
    security="セキュリティ推進枠 セキュリティ枠 セキュリティ対策枠",
    consortium="複数社連携IT導入類型 デジタル化基盤導入枠複数社連携IT導入類型 複数社連携"
    " 複数社連携枠 複数者連携IT導入枠 複数者連携IT導入類型 複数者連携枠 複数者連携"
    " 複数者連携デジタル化AI導入枠",
    special="特別枠 C類型 D類型 CD類型 特別枠C類型 特別枠D類型"
    " 低感染リスク型ビジネス枠 低感染リスク型ビジネス枠C類型 低感染リスク型ビジネス枠D類型",
)

STATUS_WORDS: Final[Words] = _words(
    decided="決定 採択 交付決定済 交付決定済み", applied="申請済 申請済み 審査中 応募中"
)

FRAME_ASKED: Final[Questions] = {
    **_same(
        "デジタル化基盤導入枠 デジタル化基盤枠 デジタル化基盤導入 デジタル枠",
        Asked(
            {
                "invoice": "デジタル化基盤導入類型",
                "consortium": "複数社連携IT導入類型",
                "edi": "商流一括インボイス対応類型（2023年度だけ）",
            }
        ),
    ),
    "インボイス枠": Asked(
        {"invoice": "会計・受発注・決済のソフト", "edi": "取引先へ供与する受発注"}
    ),
}

FRAME_YEARS: Final[Mapping[str, tuple[int, int]]] = {
    "商流一括インボイス対応類型": (2023, 2023),
    "デジタル化基盤導入枠商流一括インボイス対応類型": (2023, 2023),
    "デジタル化基盤導入類型": (2022, 2023),
    "デジタル化基盤導入枠デジタル化基盤導入類型": (2022, 2023),
    "複数社連携IT導入類型": (2022, 2023),
    "デジタル化基盤導入枠複数社連携IT導入類型": (2022, 2023),
    **dict.fromkeys(
        ("A類型", "B類型", "通常枠A類型", "通常枠B類型", "通常枠AB類型"),
        (2019, 2023),
    ),
    **dict.fromkeys(
        (
            *("特別枠", "C類型", "D類型", "CD類型", "特別枠C類型", "特別枠D類型"),
            *("低感染リスク型ビジネス枠", "低感染リスク型ビジネス枠C類型"),
            "低感染リスク型ビジネス枠D類型",
        ),
        (2020, 2021),
    ),
}
"""The first and the last year that had a frame of this name."""


# ---- lines of a quote

PER_WORDS: Final[Words] = _words(
    once="一式 一括払い 一括払 買い切り 買切り 買切 売り切り 一回払い 1回払い 一時金 一回 1回",
    month="月額 毎月 /月 月々 月払い 月払 月ごと 月毎 月次 1か月 月1回 月間 月単位",
    year="年額 毎年 /年 年払い 年払 年ごと 年毎 年次 年間 1年 年1回 年単位",
)

CATEGORY_WORDS: Final[Words] = _words(
    software="ソフトウエア 会計ソフト 会計ソフトウェア 販売管理ソフト 給与ソフト 給与計算ソフト"
    " 勤怠ソフト 勤怠管理ソフト 在庫管理ソフト 受発注ソフト POSソフト 顧客管理ソフト 生産管理ソフト"
    " 請求書ソフト 予約管理ソフト 人事労務ソフト サブスク サブスクリプション クラウド利用料"
    " クラウド使用料 クラウドサービス利用料 ソフトウェア利用料 ソフト利用料",
    extension="機能追加 追加機能",
    integration="連携ソフト 連携ツール データ連携ツール データ連携ソフト",
    security="セキュリティソフト セキュリティ対策ソフト ウイルス対策ソフト ウィルス対策ソフト"
    " アンチウイルスソフト",
    consulting="コンサル コンサルティング費 コンサルティング費用 導入コンサルティング"
    " 活用コンサルティング 導入活用コンサルティング",
    setup="初期設定 初期設定費 初期設定費用 設定費 設定費用 設定作業 導入設定費 導入設定費用"
    " 操作研修 研修 研修費 研修費用 導入研修 操作説明 操作指導 マニュアル マニュアル作成"
    " データ移行 データ移行費 キッティング",
    support="保守 保守料 保守費 保守費用 サポート 保守サポート費 保守サポート料",
    pc="タブレット パソコン ノートPC ノートパソコン デスクトップPC デスクトップパソコン PC本体"
    " プリンター プリンタ スキャナー スキャナ 複合機",
    register="POSレジ レジスター 券売機 レシートプリンター レシートプリンタ 自動釣銭機"
    " キャッシュドロワ"
    " キャッシュドロワー キャッシュドロア バーコードリーダ バーコードリーダー バーコードスキャナ"
    " カードリーダ カードリーダー",
    otasuketai="お助け隊サービス サイバーセキュリティお助け隊",
    analysis_hardware="分析用機器",
    administration="事務費用",
    expert="謝金 専門家謝金 専門家費用",
    other="交通費 出張費 宿泊費 旅費 申請代行 申請代行費 申請サポート 補助金申請代行 補助対象外",
    discount="値引 お値引き お値引 割引 出精値引き 出精値引 特別値引き 特別値引 調整値引き",
)

TRAVEL: Final = frozenset({"交通費", "出張費", "宿泊費", "旅費"})
"""Words of a category that in a group may be what an expert's travel costs."""

SUBSCRIPTIONS: Final = frozenset(
    word
    for word, value in CATEGORY_WORDS.items()
    if value == "software" and word not in ("ソフトウエア", "ソフトウェア")
)
"""Words for software whose lines may be something else by their names."""

TABLETS: Final = frozenset(
    {
        "タブレット",
        "パソコン",
        "ノートPC",
        "ノートパソコン",
        "デスクトップPC",
        "デスクトップパソコン",
    }
)
"""Devices that may be tills by the names of their lines."""

_SOFTWARE: Final = Asked(
    {
        "software": "業務に使う製品",
        "security": "ウイルス対策などのオプション",
        "integration": "ほかの製品とつなぐオプション",
        "extension": "製品に足すオプション",
    }
)
_FIRST_FEE: Final = Asked(
    {
        "software": "製品の価格の一部",
        "setup": "設定・移行・研修の作業",
        "otasuketai": "お助け隊サービスの初期費用",
    }
)
_LICENCE: Final = Asked(
    {
        "software": "製品の利用権、利用者の追加",
        "extension": "機能の追加",
        "security": "セキュリティ製品",
    }
)
_HARDWARE: Final = Asked(
    {
        "pc": "パソコン、タブレット、プリンター、スキャナー、複合機",
        "register": "レジ、券売機とその付属品",
        "other": "そのほか",
    }
)
_ACCESSORY: Final = Asked({"register": "レジや券売機の付属品", "other": "そのほか"})
_SUM: Final = Asked(
    why="「{}」は区分ではありません。この行を消し、額は見積の {total} か {total_with_tax} に"
    "書きます"
)

CATEGORY_ASKED: Final[Questions] = {
    **_same("初期費用 初期費 初期導入費 初期導入費用 導入費 導入費用 導入一時金 導入", _FIRST_FEE),
    **_same(
        "導入支援 導入支援費 導入支援費用 導入サポート",
        Asked({"consulting": "業務の助言や計画（1申請に 1件）", "setup": "設定・移行・研修の作業"}),
    ),
    **_same("ライセンス ライセンス料 ライセンス費 ライセンス費用 追加ライセンス", _LICENCE),
    **_same("ハードウェア ハードウエア ハード 機器 機器代 端末 端末代 周辺機器", _HARDWARE),
    "POS周辺機器": _ACCESSORY,
    **_same(
        "運搬費 送料 運送費 配送料 配送費",
        Asked(
            {
                "pc": "パソコンやタブレットなどの運搬",
                "register": "レジや券売機の運搬",
                "other": "そのほか",
            }
        ),
    ),
    **_same(
        "ルーター ルータ Wi-Fi WiFi 無線LAN サーバー サーバ モニター モニタ ディスプレイ"
        " スマートフォン スマホ",
        _ACCESSORY,
    ),
    **_same(
        "工事 工事費 設置 設置費 設置費用 設置工事",
        Asked(
            {
                "setup": "ソフトウェアの導入の設定",
                "pc": "パソコンやタブレットなどの設置",
                "register": "レジや券売機の設置",
                "other": "配線や電気の工事",
            }
        ),
    ),
    **_same("ソフト アプリ システム クラウド クラウドサービス ツール SaaS", _SOFTWARE),
    **_same(
        "オプション オプション費 オプション機能",
        Asked(
            {
                "extension": "機能の追加",
                "integration": "ほかの製品とのデータ連携",
                "security": "セキュリティ製品",
            }
        ),
    ),
    **_same(
        "役務 作業費 作業",
        Asked(
            {
                "consulting": "業務の助言や計画",
                "setup": "設定・移行・研修の作業",
                "support": "保守とサポート",
            }
        ),
    ),
    **_same(
        "分析ソフト 分析ツール",
        Asked(
            {
                "software": "業務に使う製品",
                "analysis": "グループの消費動向等分析",
                "extension": "製品に足すオプション",
            }
        ),
    ),
    "機器保守": Asked(
        {"other": "機器やレジの保守", "support": "ソフトウェアの保守（公募要領（通常枠）13頁）"}
    ),
    **_same("小計 合計 総計 税込合計 税抜合計 総合計 値引前 値引後 値引後合計", _SUM),
    **_same(
        "消費税 消費税等 内消費税 消費税額",
        Asked(
            why="「{}」は区分ではありません。この行を消し、単価が税込なら見積に {tax:included} と"
            "書きます"
        ),
    ),
}

CATEGORY_ENDINGS: Final[Questions] = {
    **_same("ソフト ソフトウェア ソフトウエア システム アプリ ツール クラウド", _SOFTWARE),
    "初期費用": _FIRST_FEE,
    "導入費用": _FIRST_FEE,
    "ライセンス": _LICENCE,
    **_same(
        "保守 サポート",
        Asked(
            {
                "support": "ソフトウェアの保守（公募要領（通常枠）13頁）",
                "other": "機器の保守、申請の支援",
            }
        ),
    ),
}

TAX_WORDS: Final[Words] = _words(
    excluded="税抜き 税別 外税 税抜価格 税抜表示", included="税込み 内税 税込価格 税込表示"
)
TAX_ALONE: Final[Words] = _words(excluded="別 外 抜 抜き", included="込 内 込み")
"""Words that speak of the tax only where nothing else is asked: beside a price they do not."""

_TAX: Final = Asked({"excluded": "別に消費税がかかる", "included": "消費税を含む"})
TAX_ASKED: Final[Questions] = {
    **_same("課税 あり 有", _TAX),
    **_same(
        "免税 非課税 不課税 対象外 なし 無",
        Asked(
            why="「{}」は {tax} の書き方ではありません。消費税のかからない額なら {tax_rate} に"
            " 0% と書きます"
        ),
    ),
}

ACQUISITION_WORDS: Final[Words] = _words(
    purchase="買取 買い取り 買取り 購入買取 新品",
    lease="リース契約 ファイナンスリース",
    rental="レンタル契約",
    used="中古品",
)

FUNCTION_WORDS: Final[Words] = _words(
    accounting="会計機能", ordering="受発注機能", settlement="決済機能"
)


# ---- answers

YES: Final = ("○", "〇", "◯", "✓", "✔", "☑")
NO: Final = ("×", "✕", "✗", "✖")
DONE: Final = ("済", "済み")
NOT_YET: Final = ("未", "未了")
COMPLIANT: Final[Words] = {
    **dict.fromkeys(("対応", "対応済", "対応済み", "適格請求書対応"), True),
    **dict.fromkeys(("未対応", "非対応", "対応なし"), False),
}
"""What is said of software instead of whether it is インボイス対応."""

ANSWER_ASKED: Final[Questions] = _same(
    " ".join((*DONE, *NOT_YET)),
    Asked({"true": "", "false": ""}, "まだ確かめていなければ、この行を消します。"),
)
"""Words that say of an answer only that somebody has looked, or has not."""
PENDING_WORDS: Final = (
    *("申請中", "手続中", "手続き中", "申込中", "申し込み中", "取得手続中", "取得申請中"),
    "取得中",
)
"""Words for what is applied for and not there yet."""


# ---- prices

FREE_WORDS: Final = ("無料", "無償")
PRICE_ASKED: Final[Questions] = {
    **_same(
        "サービス サービス品 込 込み 含む 上記に含む",
        Asked(
            why="「{}」では額が決まりません。無償なら 0 と書き、ほかの行の額に含まれているなら"
            "この行を消します"
        ),
    ),
    **_same(
        "要見積 要見積り 要見積もり 別途見積 別途見積り 別途見積もり 別途 応相談 要相談 都度見積",
        Asked(why="「{}」では額が決まりません。額が出てから書くか、それまではこの行を消します"),
    ),
}


# ---- keys

_UNUSED: Final = "計算には使わないので、この行を消します。"
_TO_KEEP: Final = {"note": "残す"}


def _is(**means: str) -> Asked:
    """A word for one of these keys, with what each would mean where there are several."""
    return Asked(means)


KEY_ASKED: Final[Questions] = {
    # who applies
    **_same("屋号 会社名 法人名 商号 社名 申請者 申請者名", _is(name="")),
    **_same("従業員 社員数 人数 従業員人数 スタッフ数", _is(employees="")),
    **_same(
        "役員数 役員 パート パート数 アルバイト",
        Asked(
            {"employees": "常時使用する従業員の数（役員と事業主は数えない）"},
            "ここには書きません。",
        ),
    ),
    **_same("県 都道府県名 本店", _is(prefecture="")),
    **_same(
        "住所 所在地 本店所在地 本社所在地 郵便番号",
        Asked({"prefecture": "申請者の本店の都道府県", **_TO_KEEP}, _UNUSED),
    ),
    **_same(
        "代表者 代表者名 代表取締役 代表者氏名",
        Asked(
            {"representative": "グループの代表事業者の名称", "organiser": "その種類"},
            f"代表者の氏名は{_UNUSED}",
        ),
    ),
    **_same(
        "電話 電話番号 TEL FAX 担当者 担当 連絡先 メール メールアドレス Email フリガナ"
        " ふりがな 法人番号 登録番号 インボイス番号 設立 設立年 設立年月日 創業 年商 売上 売上高"
        " 決算期 決算月"
        " ホームページ HP URL 支払条件 支払方法 納期 納入場所 納入期日 宛先 宛名",
        Asked(_TO_KEEP, _UNUSED),
    ),
    **_same("メンバー 参加者 参加事業者 構成員一覧", _is(members="")),
    **_same("賃上げ 賃金引上げ 賃上計画", _is(wage_plan="")),
    **_same("履歴 交付履歴 採択履歴 過去の採択", _is(history="")),
    **_same("GビズID GBizID gBizIDプライム", _is(gbizid_prime="")),
    **_same("セキュリティアクション SECURITYACTION宣言", _is(security_action="")),
    **_same(
        "生産性向上 労働生産性向上 生産性 労働生産性の伸び率 労働生産性伸び率"
        " 労働生産性の年平均成長率",
        _is(productivity_growth="労働生産性の伸び"),
    ),
    **_same(
        "成長率 年平均成長率 伸び率",
        _is(
            payroll_growth="給与支給総額",
            per_head_growth="1人当たりの給与支給総額",
            productivity_growth="労働生産性",
        ),
    ),
    **_same(
        "給与支給総額の伸び 給与支給総額の伸び率 給与支給総額の成長率",
        _is(payroll_growth="給与支給総額の計画"),
    ),
    "申請枠": Asked(
        {"frame": "これまでの交付決定の枠"}, "申請する枠は書きません。全ての枠を計算します。"
    ),
    "申請日": Asked(why="申請日はファイルに書かず、--date で指定します"),
    # a quote
    **_same("発行日 作成日 見積年月日", _is(date="見積の日付")),
    **_same("見積期限 見積有効期限 有効期間", _is(valid_until="見積の有効期限")),
    **_same("見積No 見積NO No NO 見積書番号", _is(number="見積の番号")),
    **_same("業者 業者名 ベンダー ベンダー名 販売店 発行元", _is(vendor="")),
    **_same(
        "小計 合計金額 見積金額 御見積金額 税抜金額 税抜き合計",
        _is(total="見積の税抜の合計", total_with_tax="税込の合計", amount="行の額"),
    ),
    **_same(
        "税込金額 税込み合計 合計税込 総合計 請求金額",
        _is(total_with_tax="見積の税込の合計"),
    ),
    **_same(
        "消費税額 消費税等",
        Asked(
            {"total_with_tax": "税込の合計"},
            "税の額は書きません。単価が税込なら {tax:included}。",
        ),
    ),
    **_same("税 税区分 課税区分", _is(tax="税抜か税込か", tax_rate="割合")),
    # a line
    **_same("商品名 製品名 商品 製品 サービス名 サービス 項目 品目 名称 名前", Asked({"name": ""})),
    **_same("種別 種類 カテゴリ カテゴリー 分類 費目 経費区分", _is(category="")),
    **_same("摘要 仕様 内容 内訳 詳細 メーカー メーカー名 コメント 特記事項", _is(note="")),
    **_same("契約期間 利用期間 期間 契約年数", _is(months="契約の月数")),
    **_same("価格 料金 値段 定価 単価税抜", _is(price="一つの額", amount="行の額")),
    **_same("月額 月額料金 月額単価", Asked(why="月の額は {price} に書き、{per:month} を添えます")),
    **_same("年額 年額料金 年額単価", Asked(why="年の額は {price} に書き、{per:year} を添えます")),
    **_same(
        "単価税込 税込単価 税込価格",
        Asked(why="税込の額は {price} に書き、{tax:included} を添えます"),
    ),
    "対象": Asked({"for": "付くソフトウェアの品名"}, "対象にならない行は {category:other}。"),
    **_same("個数 台数 数 員数 ユーザー数 ライセンス数 アカウント数", _is(quantity="")),
}
"""Keys that are none, and what is meant: not what their letters are like."""
