import type { IDataObject } from 'n8n-workflow';
import { InputError, shown } from '../../../../engine/field';
import { isPlainObject } from '../../../../engine/json';
import type { Field, LookUp, Operation } from '../../../../engine/operation';
import { given, objectsIn, text, whether } from '../../../../engine/rowFields';
import { longestWait } from '../../../../engine/standardFields';
import { fileNameComplaint } from '../names';
import { choiceNumber, componentNamed, componentsOf, isDay, valueText } from './components';
import { usableFile } from './status';
import { getTemplate } from './templates';

/** 合同模板. */
const docTemplateId: Field = {
	displayName: 'Template',
	name: 'docTemplateId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchTemplates', searchable: true } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. f4821f6d1b5d40a3a4473df37fdda614' },
	],
	description: 'The template to fill in, made by this app on eSign’s template page',
};

const valuesFrom: Field = {
	displayName: 'Values From',
	name: 'valuesFrom',
	type: 'options',
	options: [
		{ name: 'Form', value: 'form', description: 'One input for each component of the template' },
		{ name: 'JSON', value: 'json', description: 'For a template that an expression chooses' },
	],
	default: 'form',
	required: true,
	description: 'How the components of the template are filled in',
};

/** 控件: read off the template by the editor. */
const components: Field = {
	displayName: 'Components',
	name: 'components',
	type: 'resourceMapper',
	default: { mappingMode: 'defineBelow', value: null },
	standsAlone: true,
	noDataExpression: true,
	typeOptions: {
		loadOptionsDependsOn: ['docTemplateId.value'],
		resourceMapper: {
			resourceMapperMethod: 'getTemplateComponents',
			mode: 'map',
			fieldWords: { singular: 'component', plural: 'components' },
			addAllFields: true,
			supportAutoMap: true,
			noFieldsError: 'Choose a template first; one without components needs none',
		},
	},
	displayOptions: { show: { valuesFrom: ['form'] } },
	description: 'Values for the components of the template. Those of the input item are taken by ID, key or name.',
};

const componentsJson: Field = {
	displayName: 'Components (JSON)',
	name: 'componentsJson',
	type: 'json',
	default: '{}',
	required: true,
	displayOptions: { show: { valuesFrom: ['json'] } },
	description:
		'Values by name, key or ID of the component, as in { "name": "…" }, for which the node looks at the template; or a list as the platform takes it, [{ "componentKey": "…", "componentValue": "…" }]',
	check: (value) => (isPlainObject(value) || Array.isArray(value) ? undefined : 'must be a JSON object or a JSON list'),
};

/** A component of which only a name is known: asked of the template before anything is sent. */
interface Named extends IDataObject {
	named: string;
	/** It may have no place in the template. */
	mayBeElsewhere: boolean;
}

const isNamed = (component: IDataObject): component is Named => typeof component.named === 'string';

function filledIn(values: IDataObject): IDataObject[] {
	const { componentsJson: json, components: form } = values;
	if (values.valuesFrom === 'json') {
		if (Array.isArray(json)) return json.filter(isPlainObject);
		return isPlainObject(json) ? byName(json, false) : [];
	}
	if (!isPlainObject(form) || !isPlainObject(form.values)) return [];
	if (form.isItem === true) return byName(form.values, true);
	const types = isPlainObject(form.types) ? form.types : {};
	const isFilled = (value: unknown) => value !== undefined && value !== null && value !== '';
	for (const [id, name] of Object.entries(isPlainObject(form.required) ? form.required : {})) {
		if (!isFilled(form.values[id])) throw new InputError(`“Components > ${String(name)}” is empty`, 'The template needs it.');
	}
	return Object.entries(form.values)
		.filter(([, value]) => isFilled(value))
		.map(([componentId, value]) => ({ componentId, componentValue: valueText(value, isDay(String(types[componentId]))) }));
}

const byName = (values: IDataObject, mayBeElsewhere: boolean): Named[] =>
	Object.entries(values).map(([named, value]) => ({ named, mayBeElsewhere, value: value as IDataObject }));

/** Names become the IDs they have in the template. */
const templateNames: LookUp = {
	questions: ({ docTemplateId: id, components: list }) =>
		objectsIn(list).some(isNamed) ? [{ read: getTemplate, parameters: { docTemplateId: id } }] : [],
	complete: (body, [template]) => {
		const known = componentsOf(template);
		const list = objectsIn(body.components).flatMap((component): IDataObject[] => {
			if (!isNamed(component)) return [component];
			const found = componentNamed(known, component.named);
			if (!found && component.mayBeElsewhere) return [];
			if (!found) {
				throw new InputError(
					`“Components (JSON)”: the template has no component ${shown(component.named)}`,
					`It has ${known.map(({ componentName, componentKey, componentId }) => componentName || componentKey || componentId).join(', ') || 'none'}.`,
				);
			}
			const { componentId } = found;
			return [{ componentId, componentValue: valueText(choiceNumber(found, component.value), isDay(found.type)) }];
		});
		const ids = list.map(({ componentId }) => componentId);
		const twice = ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);
		if (twice !== undefined) {
			const name = known.find(({ componentId }) => componentId === twice)?.componentName ?? twice;
			throw new InputError(`The component ${shown(name)} is set twice`, 'Name it once: by ID, key or name.');
		}
		return { ...body, components: list };
	},
};

/** 填写模板生成文件. */
export const createFromTemplate: Operation = {
	name: 'Create From Template',
	value: 'createFromTemplate',
	action: 'Create a file from a template',
	description: 'Fill in a template and get the file ID of the new PDF',
	routing: { request: { method: 'POST', url: '/v3/files/create-by-doc-template' } },
	source: 'documented',
	// As with Upload.
	repeatable: true,
	fields: [
		docTemplateId,
		text('File Name', 'fileName', 'Name of the new file', {
			required: true,
			placeholder: 'e.g. 劳动合同 张三.pdf',
			check: fileNameComplaint,
		}),
		valuesFrom,
		components,
		componentsJson,
		longestWait,
		whether(
			'Check Required Components',
			'requiredCheck',
			'Whether the platform refuses a PDF template of which a required component is empty; an HTML template is always checked',
		),
	],
	toBody: (values) => ({
		...given({ docTemplateId: values.docTemplateId, fileName: values.fileName, requiredCheck: values.requiredCheck }),
		// Needed also where it is empty.
		components: filledIn(values),
	}),
	lookUp: templateNames,
	settles: usableFile,
};
