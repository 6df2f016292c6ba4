using System;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Incidents.Tests.Stage;

/// <summary>
/// Plays a scene before <c>Main</c>, when <see cref="ChildProcess"/> asks for it: the test runner's own <c>Main</c> handles
/// exceptions that nobody catches, and a process that would have died goes on. The runtime wants this name, and no namespace
/// (runtime, docs/design/features/host-startup-hook.md).
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime; ends the process where there is a scene to play.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ChildProcess.SceneVariable) is not { Length: > 0 } scene)
        {
            return;
        }

        var at = scene.LastIndexOf('.');
        var type = typeof(StartupHook).Assembly.GetTypes().Single(type => type.FullName == scene[..at]);
        var method = type.GetMethod(scene[(at + 1)..], BindingFlags.Public | BindingFlags.Instance)!;
        if (method.Invoke(Activator.CreateInstance(type), null) is Task task)
        {
            task.GetAwaiter().GetResult();
        }

        Environment.Exit(0);
    }
}
