import * as tf from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { Addon } from "./addon";
import { registerNativeKernels } from "./native-kernels";
import { allocate, storageDropped } from "./storage";

/**
 * The TensorFlow.js backend "native": storage is the CPU backend's (typed arrays, which the addon reads in place), every
 * kernel is the CPU backend's until native-kernels.ts replaces it.
 */
export class NativeBackend extends MathBackendCPU {
  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : null;
    const dropped = super.disposeData(dataId, force);
    if (dropped && values instanceof Float32Array && !this.data.has(dataId)) storageDropped(values);
    return dropped;
  }
}

/** Registers the backend once; registering again would forget its tensors. */
export function registerNativeBackend(addon: Addon): void {
  if (tf.findBackendFactory("native") !== null) return;
  tf.registerBackend("native", () => new NativeBackend(), 10);
  tf.copyRegisteredKernels("cpu", "native");
  registerNativeKernels(addon, allocate);
}
