import { describe, expect, it } from 'vitest';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { withStackBudget } from '../../lib/domain/project/stack-budget.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { limitsOf } from '../../lib/plan/limits-of.ts';

const project = (budget?: object) =>
  ProjectFile.parse({
    version: 1,
    ...(budget === undefined ? {} : { budget }),
    endpoints: [{ id: 'support', provider: 'openai', model: 'm', repetitions: 4 }],
  });
const monthOf = ({ budget }: ProjectFile) => budget?.month;

describe('a project that is held to the budget of its stack', () => {
  it('has the smaller of both in each unit, and its other budgets as they were', () => {
    const own = project({ run: { tokens: 5 }, month: { tokens: 100, money: 7 } });
    expect(withStackBudget(own, { tokens: 200, money: 2.5 }).budget).toEqual({
      run: { tokens: 5 },
      month: { tokens: 100, money: 2.5 },
    });
    expect(monthOf(withStackBudget(project(), { tokens: 200 }))).toEqual({ tokens: 200 });
    expect(monthOf(withStackBudget(own, {}))).toEqual({ tokens: 100, money: 7 });
    expect(withStackBudget(project(), {}).budget).toBeUndefined();
  });

  it('is limited as by a budget of its own', () => {
    const at = new Date('2026-11-27T09:00:00Z');
    const limits = (one: ProjectFile) => limitsOf(at, { project: one.budget });
    expect(limits(withStackBudget(project(), { tokens: 200, money: 2.5 }))).toEqual(
      limits(project({ month: { tokens: 200, money: 2.5 } })),
    );
  });

  it('has thresholds that count its smaller runs', () => {
    const threshold = (one: ProjectFile) => judgingSettings(one.endpoints[0] as never, one).threshold;
    expect(threshold(withStackBudget(project(), { tokens: 200 }))).toBeCloseTo(1.25 * threshold(project()), 6);
  });
});
