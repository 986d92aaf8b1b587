// The launches of the back end's kernels, compiled for the host: a launch runs the kernel's body
// there.
#include "core/backend/cuda/kernels.cu"
