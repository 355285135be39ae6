/** Bundles what runs inside the user's program: each entry point becomes `<outdir>/<its name>.cjs`. */
export declare function bundleTarget(entryPoints: readonly string[], outdir: string): Promise<void>;
