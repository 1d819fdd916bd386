/** Hands a text or a picture to the browser as a file. */
export function saveFile(name: string, content: string | Blob, type: string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const COLORS = ["fill", "stroke"];
const WRITTEN = [
  ...COLORS,
  ...["font-family", "font-size", "font-weight", "opacity", "paint-order", "stroke-width", "stroke-dasharray"],
];

/** An SVG element as a file that opens anywhere: size, colours and type of the page are written into it. */
export function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const toRgb = colorReader();
  const sources = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, i) => {
    const source = sources[i];
    if (!source || !(node instanceof SVGElement)) return;
    const style = getComputedStyle(source);
    for (const name of WRITTEN) {
      const value = style.getPropertyValue(name);
      node.style.setProperty(name, COLORS.includes(name) ? toRgb(value) : value);
    }
    if (node instanceof SVGAElement) node.removeAttribute("href"); // an address of this server says nothing elsewhere
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.style.setProperty("background", toRgb(surface()));
  return new XMLSerializer().serializeToString(copy);
}

const SHARPNESS = 2;

/** A chart as a PNG on the page's surface colour, twice its size on screen. */
export async function savePng(name: string, picture: SVGSVGElement | HTMLCanvasElement): Promise<void> {
  const { width, height } = picture.getBoundingClientRect();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.ceil(width * SHARPNESS),
    height: Math.ceil(height * SHARPNESS),
  });
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = surface();
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const image = picture instanceof SVGSVGElement ? await asImage(svgText(picture)) : picture;
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && saveFile(name, blob, "image/png"), "image/png");
}

async function asImage(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

const surface = (): string => getComputedStyle(document.querySelector(".card") ?? document.body).backgroundColor;

/** Colours as every program reads them: oklch() and color-mix() are painted on a dot, and the dot is read. */
function colorReader(): (color: string) => string {
  const known = new Map<string, string>();
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  return (color) => {
    if (color === "none" || color === "" || color.startsWith("url") || !pen) return color;
    const seen = known.get(color);
    if (seen) return seen;
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data;
    const rgb = a === 255 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
    known.set(color, rgb);
    return rgb;
  };
}
