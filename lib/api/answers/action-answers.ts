import * as z from 'zod';
import { Action } from '../../domain/verdict/action.ts';

export const ActionList = z.strictObject({ actions: z.array(Action).describe('newest first') });
