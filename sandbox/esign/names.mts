// Names the platform takes: of files and of flows.
import type { Check } from '../call-parameters.mts';

/** None of these may stand in the name of a file or a flow, nor an emoji. Source: 上传本地文件. */
const FORBIDDEN = /[/\\:*"<>|?？]|\p{Emoji_Presentation}|\uFE0F/u;

/** Whether a name has a character it must not have. */
export function hasForbiddenCharacters(name: string): boolean {
	return FORBIDDEN.test(name);
}

/** At most `most` characters. */
export function upTo(most: number): Check {
	return (value) => ([...value].length > most ? `长度不能超过${most}` : undefined);
}

/** An address notifications can be sent to or a browser may be sent to: http or https. */
export const webAddress: Check = (value) =>
	URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)
		? undefined
		: '地址需符合 https /http 协议';

/** A comma list of 1 (SMS), 2 (mail), 3 (DingTalk), 5 (WeChat), 6 (WeCom), 7 (Feishu). Source: 基于文件发起签署. */
export const noticeTypes: Check = (value) =>
	value.split(',').every((type) => ['1', '2', '3', '5', '6', '7'].includes(type.trim())) ? undefined : '通知类型不支持';
