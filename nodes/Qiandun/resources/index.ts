/** Every resource of the Qiandun node. Adding one adds a line here. */
import type { Resource } from '../../../engine/operation';
import { api } from './api';
import { callback } from './callback';
import { company } from './company';
import { companyVerification } from './companyVerification';
import { contract } from './contract';
import { file } from './file';
import { ocr } from './ocr';
import { personalVerification } from './personalVerification';
import { seal } from './seal';
import { sms } from './sms';
import { user } from './user';
import { verification } from './verification';

export const resources: Resource[] = [
	user,
	personalVerification,
	verification,
	company,
	companyVerification,
	file,
	contract,
	seal,
	callback,
	sms,
	ocr,
	api,
];
