// What a script imports from rules in Python: `import { account } from "./rules.py";`
declare module "*.py";
