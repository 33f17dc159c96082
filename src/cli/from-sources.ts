import { main } from './main.ts';

// `npm run dev`: the program from its sources. The built one starts in scripts/launcher.js.
await main();
