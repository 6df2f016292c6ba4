using Xunit.Sdk;
using Xunit.v3;

// Experiments count what belongs to the whole process (threads, descriptors, the thread pool), so no two run at once.
[assembly: Parallelization(Mode = ParallelMode.None)]
