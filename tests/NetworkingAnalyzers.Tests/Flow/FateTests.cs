using System;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What becomes of the value of <c>Get()</c> (an <c>int</c>) or <c>GetAsync()</c> (a task of one).</summary>
public sealed class FateTests
{
    private const string Declarations = """
        int _field; int Property { get; set; } int? _maybe;
        int Get() => 1;
        Task<int> GetAsync() => Task.FromResult(1);
        ValueTask<int> GetValueAsync() => default;
        """;

    [Theory]
    [InlineData("Get();", "Dropped")]
    [InlineData("_ = Get();", "Dropped")]
    [InlineData("this?.Get();", "Dropped")]
    [InlineData("_ = Condition() ? Get() : 0;", "Dropped")]
    [InlineData("Run(() => Get());", "Dropped")]
    [InlineData("for (Get(); ; ) { }", "Dropped")]
    [InlineData("var n = Get();", "Stored n")]
    [InlineData("long n = Get();", "Stored n")]
    [InlineData("int n; n = Get();", "Stored n")]
    [InlineData("_field = Get();", "Stored _field")]
    [InlineData("Property = Get();", "Stored Property")]
    [InlineData("new List<int>()[0] = Get();", "Stored this[]")]
    [InlineData("var n = Condition() ? Get() : 0;", "Stored n")]
    [InlineData("var n = _maybe ?? Get();", "Stored n")]
    [InlineData("var n = this?.Get() ?? 0;", "Stored n")]
    [InlineData("var n = Number() switch { 1 => Get(), _ => 0 };", "Stored n")]
    [InlineData("_maybe ??= Get();", "Stored _maybe")]
    [InlineData("_field += Get();", "Stored _field and more")]
    [InlineData("var n = 1; n += Get();", "Stored n and more")]
    [InlineData("Take(Get());", "Passed")]
    [InlineData("var n = Get() + 1;", "Read")]
    [InlineData("if (Get() == 0) { }", "Read")]
    [InlineData("while (Get() > 0) { }", "Read")]
    [InlineData("var n = Get().ToString();", "Read")]
    [InlineData("var n = Get() > 0 ? 1 : 2;", "Read")]
    [InlineData("var n = new int[Get()];", "Read")]
    [InlineData("var n = (Get(), 1);", "Read")]
    [InlineData("Func<int> f = () => Get();", "Returned")]
    [InlineData("Func<int> f = () => { return Get(); };", "Returned")]
    public void The_fate_of_a_value(string code, string expected) => Assert.Equal(expected, FateIn("void M() { " + code + " }", "Get"));

    [Theory]
    [InlineData("ConfiguredTaskAwaitable<T> Short<T>(this Task<T> task) => task.ConfigureAwait(false);", "GetAsync().Short()", "Stored n")]
    [InlineData("ConfiguredTaskAwaitable<T> Short<T>(this Task<T> task, bool continues) => task.ConfigureAwait(continues);", "GetAsync().Short(false)", "Stored n")]
    [InlineData("ConfiguredValueTaskAwaitable<T> Short<T>(this ValueTask<T> task) => task.ConfigureAwait(false);", "GetValueAsync().Short()", "Stored n")]
    [InlineData("Task<T> Short<T>(this Task<T> task, int ms) => task;", "GetAsync().Short(1)", "Passed")]
    [InlineData("ConfiguredTaskAwaitable<T> Short<T>(this Task<T> task, int ms) => task.ConfigureAwait(false);", "GetAsync().Short(1)", "Passed")]
    [InlineData("Task<int> Short<T>(this Task<T> task) => Task.FromResult(1);", "GetAsync().Short()", "Passed")]
    public void A_word_of_the_projects_own_for_ConfigureAwait_passes_the_value_on(string extension, string call, string expected) => Assert.Equal(expected, FateIn(
        "async Task M() { int n = await " + call + "; } }\nstatic class Ours { public static " + extension.Replace("Configured", "System.Runtime.CompilerServices.Configured", StringComparison.Ordinal), call[..call.IndexOf('(', StringComparison.Ordinal)]));

    [Theory]
    [InlineData("async Task M() { await GetAsync(); }", "Dropped")]
    [InlineData("async Task M() { await GetAsync().ConfigureAwait(false); }", "Dropped")]
    [InlineData("async Task M() { _ = await GetAsync(); }", "Dropped")]
    [InlineData("async Task M() => await GetAsync();", "Dropped")]
    [InlineData("async Task M() { var n = await GetAsync(); }", "Stored n")]
    [InlineData("async Task M() { var n = await GetAsync().ConfigureAwait(false); }", "Stored n")]
    [InlineData("async Task M() { var n = await GetAsync().WaitAsync(TimeSpan.Zero); }", "Stored n")]
    [InlineData("async Task M() { var n = (await GetAsync()) + 1; }", "Read")]
    [InlineData("async Task<int> M() => await GetAsync();", "Returned")]
    [InlineData("Task<int> M() => GetAsync();", "Returned")]
    [InlineData("Task M() => GetAsync();", "Dropped")]
    [InlineData("Task M() { return GetAsync(); }", "Dropped")]
    [InlineData("void M() { Func<Task> f = () => GetAsync(); }", "Dropped")]
    [InlineData("void M() { Func<Task> f = async () => await GetAsync(); }", "Dropped")]
    [InlineData("void M() { Func<Task<int>> f = async () => await GetAsync(); }", "Returned")]
    [InlineData("void M() { async Task Local() => await GetAsync(); }", "Dropped")]
    [InlineData("void M() { Task Local() { return GetAsync(); } }", "Dropped")]
    [InlineData("void M() { var n = GetAsync().Result; }", "Stored n")]
    [InlineData("void M() { var n = GetAsync().GetAwaiter().GetResult(); }", "Stored n")]
    [InlineData("void M() { GetAsync().GetAwaiter().GetResult(); }", "Dropped")]
    [InlineData("void M() { GetAsync().Wait(); }", "Dropped")]
    [InlineData("void M() { GetAsync().RunSynchronously(); }", "Dropped")]
    [InlineData("void M() { GetAsync().Start(); }", "Dropped")]
    [InlineData("void M() { var s = GetAsync().Status; }", "Read")]
    [InlineData("async Task M() { var n = await Task.FromResult(GetAsync()).Unwrap(); }", "Passed")]
    [InlineData("void M() { var t = GetAsync(); }", "Stored t")]
    [InlineData("void M() { Take(GetAsync()); }", "Passed")]
    [InlineData("void M() { GetAsync().ContinueWith(t => { }); }", "Read")]
    [InlineData("IEnumerable<Task> M() { yield return GetAsync(); }", "Dropped")]
    public void The_fate_of_a_task(string members, string expected) => Assert.Equal(expected, FateIn(members, "GetAsync"));

    [Theory]
    [InlineData("async Task M() { await GetValueAsync().AsTask(); }", "Dropped")]
    [InlineData("async Task M() { var n = await GetValueAsync().Preserve(); }", "Stored n")]
    [InlineData("async Task M() { var n = await GetValueAsync().AsTask().ConfigureAwait(false); }", "Stored n")]
    public void The_fate_of_a_value_task(string members, string expected) => Assert.Equal(expected, FateIn(members, "GetValueAsync"));

    [Theory]
    [InlineData("int _other = Number();", "Stored _other")]
    [InlineData("int Other { get; } = Number();", "Stored Other")]
    [InlineData("int Other => Number();", "Returned")]
    public void The_fate_in_a_member(string members, string expected) => Assert.Equal(expected, FateIn(members, "Number"));

    [Fact]
    public void The_fate_of_a_task_of_a_task() => Assert.Equal("Stored n", FateIn("Task<Task<int>> GetBoth() => default!; async Task M() { var n = await GetBoth().Unwrap(); }", "GetBoth"));

    /// <summary>A type that is called as tasks are, or lives in a namespace that is, is not theirs.</summary>
    [Theory]
    [InlineData("My")]
    [InlineData("My.Tasks")]
    [InlineData("My.CompilerServices")]
    [InlineData("My.Threading.Others")]
    [InlineData("My.Runtime.Others")]
    public void The_fate_of_what_only_looks_like_a_task(string space)
    {
        var snippet = Snippet.File($$"""
            namespace {{space}}
            {
                class Later { public int Result => 1; public Later ConfigureAwait(bool on) => this; public void Wait() { } }
                class C
                {
                    Later One() => new(); Later Two() => new(); Later Three() => new();
                    void M() { var n = One().Result; var l = Two().ConfigureAwait(false); Three().Wait(); }
                }
            }
            """);
        Assert.All(["One", "Two", "Three"], name => Assert.Equal(FateKind.Read, Fate.Of(snippet.Call(name)).Kind));
    }

    private static string FateIn(string members, string of)
    {
        var snippet = Snippet.Members(Declarations + members);
        var fate = Fate.Of(snippet.Call(of));
        return fate.Kind + (fate.Into is { } into ? " " + into.Name : "") + (fate.Accumulates ? " and more" : "");
    }
}
