/** 控件: what a template offers to be filled in, and how a value is written for each kind. Source: docs/api/esign.md#row-33 */
import type { FieldType, IDataObject, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { isPlainObject, stringifyJson } from '../../../../engine/json';
import { objectsIn } from '../../../../engine/rowFields';
import { chinaTime, isTime } from '../../../../engine/times';

/** One component as the platform describes it. */
export interface Component {
	componentId: string;
	/** The user's own name for it, if it has one. */
	componentKey: string;
	componentName: string;
	required: boolean;
	type: number;
	/** Choices, in their order. */
	options: string[];
}

const DATE = 3;
const SEVERAL_CHOICES = 9;
const ONE_CHOICE = 10;
const PICTURE = 11;
const LIST = 14;
const TICK = 15;
const TABLE = 18;

/** Signed or written by others, or by the platform itself: 骑缝签署区, 签章区域, 备注区域, 签署日期, 人民币大写. */
const NOT_FILLED_IN = [5, 6, 17, 21, 23];

/** What can be filled in of a template, in its order. */
export function componentsOf(template: unknown): Component[] {
	return objectsIn(isPlainObject(template) ? template.components : undefined)
		.map((component): Component => {
			const special = isPlainObject(component.componentSpecialAttribute) ? component.componentSpecialAttribute : {};
			return {
				componentId: String(component.componentId ?? ''),
				componentKey: String(component.componentKey ?? ''),
				componentName: String(component.componentName ?? ''),
				required: component.required === true,
				type: Number(component.componentType),
				options: objectsIn(special.options)
					.sort((a, b) => Number(a.optionOrder) - Number(b.optionOrder))
					.map(({ optionContent }) => String(optionContent ?? '')),
			};
		})
		.filter(({ componentId, type }) => componentId !== '' && !NOT_FILLED_IN.includes(type));
}

const INPUTS: Record<number, FieldType> = {
	[DATE]: 'dateTime',
	[SEVERAL_CHOICES]: 'array',
	[ONE_CHOICE]: 'options',
	[LIST]: 'options',
	[TICK]: 'boolean',
	[TABLE]: 'array',
};

/** A component as an input in the editor. Numbers are text there, so that 12.50 keeps its nought. */
export function inputOf({ componentId, componentKey, componentName, required, type, options }: Component): ResourceMapperField {
	const name = componentName || componentKey || componentId;
	const hint =
		type === SEVERAL_CHOICES
			? ` (list of numbers: ${options.map((option, index) => `${index} ${option}`).join(', ')})`
			: type === PICTURE
				? ' (file ID of a picture)'
				: type === TABLE
					? ' (JSON)'
					: '';
	return {
		id: componentId,
		displayName: `${name}${componentKey !== '' && componentKey !== name ? ` [${componentKey}]` : ''}${hint}`,
		required,
		defaultMatch: false,
		display: true,
		type: INPUTS[type] ?? 'string',
		...(INPUTS[type] === 'options' && {
			options: options.map((option, index): INodePropertyOptions => ({ name: option, value: String(index) })),
		}),
	};
}

/** The component of this ID, key or name; the first of a name. Without a name it is none: some have no key. */
export const componentNamed = (components: Component[], name: string): Component | undefined =>
	name === ''
		? undefined
		: (components.find(({ componentId }) => componentId === name) ??
			components.find(({ componentKey }) => componentKey === name) ??
			components.find(({ componentName }) => componentName === name));

/** Whether a component of this kind takes a day. */
export const isDay = (type: number | string): boolean => type === DATE || type === 'dateTime';

/** A value as the platform wants it: text. A day is yyyy-MM-dd in China time; lists and objects are JSON. */
export function valueText(value: unknown, wantsDay: boolean): string {
	if (wantsDay && isTime(value)) return chinaTime(value).slice(0, 10);
	return typeof value === 'object' && value !== null ? stringifyJson(value) : String(value ?? '');
}

/** A choice by its text becomes its number, which is what the platform takes. */
export function choiceNumber({ type, options }: Component, value: unknown): unknown {
	if (type !== ONE_CHOICE && type !== LIST) return value;
	const at = options.indexOf(String(value));
	return at < 0 ? value : String(at);
}

export type ComponentValue = IDataObject & { componentValue: string };
