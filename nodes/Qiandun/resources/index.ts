/** Every resource of the Qiandun node. Adding one adds a line here. */
import type { Resource } from '../../../engine/operation';
import { api } from './api';
import { company } from './company';
import { personalVerification } from './personalVerification';
import { user } from './user';
import { verification } from './verification';

export const resources: Resource[] = [user, personalVerification, verification, company, api];
