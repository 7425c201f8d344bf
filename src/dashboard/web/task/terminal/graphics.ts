/** Whether WebGL is worth it. */

/**
 * Where the processor stands in for a graphics card (virtual machines, remote desktops) WebGL takes several times as long as rows of
 * elements, and all cores. What draws says so by its name; `failIfMajorPerformanceCaveat` does not keep Chromium from giving it.
 */
export const isOfProcessor = (renderer: string): boolean =>
  /swiftshader|llvmpipe|softpipe|swrast|software|basic render/i.test(renderer)

/** Undefined: there is no WebGL 2. By its own name where the browser tells it. */
export function rendererName(context: WebGL2RenderingContext | null): string | undefined {
  if (context === null) return undefined
  const { UNMASKED_RENDERER_WEBGL = context.RENDERER } = context.getExtension('WEBGL_debug_renderer_info') ?? {}
  const name = String(context.getParameter(UNMASKED_RENDERER_WEBGL))
  // Browsers give a page few of them.
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return name
}
