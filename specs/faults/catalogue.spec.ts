import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { adamBut } from './gaussian/adam.js';
import { drawn } from './gaussian/drawn.js';
import { gaussianScene } from './gaussian/scenes.js';
import { ROOMS } from './rooms.js';

belongsTo('harness', 'faults', 'the catalogue');

const all = ROOMS.flatMap(({ faults }) => faults);

describe('the catalogue of faults', () => {
  it('has at least 60, in every subject more than 20, each under its own name', () => {
    expect(all.length).toBeGreaterThanOrEqual(60);
    for (const { faults } of ROOMS) expect(faults.length).toBeGreaterThan(20);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('names what each does and where it comes from', () => {
    for (const { id, does, origin } of all) {
      expect(does.length, id).toBeGreaterThan(10);
      expect(origin.length, id).toBeGreaterThan(2);
    }
  });

  it.each(ROOMS)('has a fault of every stage of every kind of program: $subject', async ({ faults, scene }) => {
    const scenes = new Map<string, Set<string>>();
    for (const { scene: name, place } of faults) scenes.set(name, (scenes.get(name) ?? new Set()).add(place));
    const known = new Set(faults.map(({ place }) => place));
    for (const [name, places] of scenes) {
      const stages = (await scene(name)).solver.stages.map((stage) => stage.name);
      for (const place of places) expect([...stages, 'state', 'start']).toContain(place);
      for (const stage of stages) expect([...known], `${name}: ${stage}`).toContain(stage);
    }
  });
});

describe('what the catalogue writes once more', () => {
  it('is the right renderer and the right optimizer where nothing is changed', async () => {
    const scene = await gaussianScene('reference');
    const [render, update] = ['render', 'update'].map((name) => scene.solver.stages.find((each) => each.name === name));
    let state = scene.solver.init();
    for (let i = 0; i < 5; i++) {
      const values = { ...state.values };
      scene.solver.step(state, (_, outputs) => {
        for (const [name, value] of Object.entries(outputs)) if (!(name in values)) values[name] = value;
      });
      const inputs = { ...values, iteration: state.iteration + 1 };
      expect(drawn(inputs, scene)).toEqual(render?.run(inputs));
      const right = update?.run as NonNullable<typeof update>['run'];
      expect(adamBut()(inputs, right)).toEqual(right(inputs));
      state = scene.solver.step(state).state;
    }
  });
});
