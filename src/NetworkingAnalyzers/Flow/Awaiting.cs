using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// The plumbing of tasks that a value flows through. These names belong to the language (the awaiter pattern) and to
/// <c>System.Threading.Tasks</c>, not to networking.
/// </summary>
internal static class Awaiting
{
    /// <summary>A call whose result is what it is called on, or what that completes with.</summary>
    public static bool PassesThrough(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "AsValueTask" or "Preserve" or "GetAwaiter" or "GetResult" or "WaitAsync" or "Unwrap"
        && IsInTasks(method.ContainingType);

    /// <summary>A call that waits for a task and gives nothing back.</summary>
    public static bool WaitsOnly(IMethodSymbol method) =>
        method.Name is "Wait" or "Start" or "RunSynchronously" && IsInTasks(method.ContainingType);

    public static bool IsResult(IPropertySymbol property) => property.Name == "Result" && IsInTasks(property.ContainingType);

    public static bool IsTaskWithResult(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } named && IsInTasks(named);

    public static bool IsTaskWithoutResult(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 } named && IsInTasks(named);

    public static bool IsTask(ITypeSymbol? type) => IsTaskWithResult(type) || IsTaskWithoutResult(type);

    private static bool IsInTasks(INamedTypeSymbol? type) =>
        type?.ContainingNamespace is { } space
        && ((space.Name == "Tasks" && space.ContainingNamespace?.Name == "Threading")
            || (space.Name == "CompilerServices" && space.ContainingNamespace?.Name == "Runtime")
            || (type.ContainingType is { } outer && IsInTasks(outer)));
}
