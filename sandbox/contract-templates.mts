// The contract templates this sandbox has. On the platform they are made in its console; these three are made up.

/** A template. `{name}` in its texts is a field; each inner list is one page. */
export interface Template {
	templateId: string;
	title: string;
	/** field names and what to fill in */
	fields: Record<string, string>;
	pages: string[][];
	/** who signs on the last page, left and right */
	parties: [left: string, right: string];
}

/** Where the parties sign on the last page: the seal's centre in PDF points from the lower left corner. */
export const SIGN_PLACES = { left: { x: 165, y: 330 }, right: { x: 430, y: 330 } };

const DISPUTES =
	'本合同履行中发生的争议,双方应友好协商解决;协商不成的,任何一方均可向甲方所在地有管辖权的人民法院提起诉讼。';
const COPIES =
	'本合同以数据电文形式订立,自双方签署完毕之日起生效。本文件由沙盒生成,仅供测试,不具有法律效力。';

export const TEMPLATES: Template[] = [
	{
		templateId: 'TPL_LABOR_CONTRACT',
		title: '劳动合同',
		fields: {
			companyName: '用人单位名称',
			employeeName: '劳动者姓名',
			position: '岗位',
			workplace: '工作地点',
			startDate: '合同开始日期',
			endDate: '合同结束日期',
			monthlySalary: '月工资(元)',
		},
		pages: [
			[
				'甲方(用人单位):{companyName}',
				'乙方(劳动者):{employeeName}',
				'根据《中华人民共和国劳动合同法》等有关规定,甲乙双方在平等自愿、协商一致的基础上订立本合同,共同遵守。',
				'第一条 合同期限。本合同为固定期限劳动合同,自{startDate}起至{endDate}止。',
				'第二条 工作内容和工作地点。乙方担任{position}岗位,工作地点为{workplace}。甲方因工作需要调整乙方岗位的,应与乙方协商一致。',
				'第三条 工作时间和休息休假。甲方实行标准工时制度,乙方每日工作不超过八小时,每周工作不超过四十小时。',
				'第四条 劳动报酬。乙方月工资为人民币{monthlySalary}元,甲方于每月十日前以货币形式支付上月工资。',
				'第五条 社会保险。甲乙双方按照国家和地方有关规定参加社会保险,缴纳社会保险费用。',
			],
			[
				'第六条 劳动保护。甲方按照国家有关规定提供符合要求的劳动条件和劳动保护用品。',
				'第七条 合同的变更、解除和终止按照有关法律规定执行。',
				`第八条 争议处理。${DISPUTES}`,
				COPIES,
			],
		],
		parties: ['甲方(盖章):{companyName}', '乙方(签字):{employeeName}'],
	},
	{
		templateId: 'TPL_NDA',
		title: '保密协议',
		fields: {
			disclosingParty: '披露方名称',
			receivingParty: '接收方名称',
			purpose: '合作事项',
			confidentialYears: '保密期限(年)',
			effectiveDate: '生效日期',
		},
		pages: [
			[
				'披露方:{disclosingParty}',
				'接收方:{receivingParty}',
				'鉴于双方拟就{purpose}开展合作,披露方将向接收方提供保密信息,双方订立本协议。',
				'第一条 保密信息是指披露方以书面、口头或其他形式提供的、未公开的技术信息和经营信息。',
				'第二条 接收方仅可为{purpose}之目的使用保密信息,并采取不低于保护自身保密信息的措施予以保护。',
				'第三条 未经披露方书面同意,接收方不得向任何第三方披露保密信息。',
			],
			[
				'第四条 保密期限自{effectiveDate}起{confidentialYears}年。期满后接收方应按披露方要求返还或销毁保密信息。',
				`第五条 争议处理。${DISPUTES}`,
				COPIES,
			],
		],
		parties: ['披露方(盖章):{disclosingParty}', '接收方(签署):{receivingParty}'],
	},
	{
		templateId: 'TPL_SALES_ORDER',
		title: '销售订单',
		fields: {
			orderNumber: '订单编号',
			sellerName: '卖方名称',
			buyerName: '买方名称',
			product: '货物名称',
			quantity: '数量',
			totalAmount: '总金额(元)',
			deliveryDate: '交货日期',
			deliveryAddress: '交货地址',
		},
		pages: [
			[
				'订单编号:{orderNumber}',
				'卖方:{sellerName}',
				'买方:{buyerName}',
				'一、货物。{product},数量{quantity},总金额人民币{totalAmount}元(含税)。',
				'二、交货。卖方于{deliveryDate}前将货物送至{deliveryAddress},运费由卖方承担。',
				'三、验收。买方于收货后七日内验收,逾期未提出异议视为验收合格。',
			],
			['四、付款。买方于验收合格后三十日内付清全部货款。', `五、争议处理。${DISPUTES}`, COPIES],
		],
		parties: ['卖方(盖章):{sellerName}', '买方(签署):{buyerName}'],
	},
];

/** Text with the fields' values in it. */
export function filledIn(text: string, values: Map<string, string>): string {
	return text.replace(/\{(\w+)\}/g, (_all, name: string) => values.get(name) ?? '');
}
