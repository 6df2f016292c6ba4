using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class HttpClientPerRequestTests
{
    [Theory]
    [InlineData("public async Task<string> Ask(string url) { using var client = [|new HttpClient()|]; return await client.GetStringAsync(url); }")]
    [InlineData("public async Task<string> Ask(string url) { using (var client = [|new HttpClient()|]) { client.Timeout = TimeSpan.FromSeconds(5); return await client.GetStringAsync(url); } }")]
    [InlineData("public string Ask(string url) { var client = [|new HttpClient { Timeout = TimeSpan.FromSeconds(5) }|]; return client.GetStringAsync(url).Result; }")]
    [InlineData("public string Ask(string url) => [|new HttpClient()|].GetStringAsync(url).GetAwaiter().GetResult();")]
    [InlineData("public async Task<string> Ask(string url) { using var client = [|new HttpClient(new HttpClientHandler())|]; return await client.GetStringAsync(url); }")]
    [InlineData("public void Tell(string text) => Task.Run(async () => { using var client = [|new HttpClient()|]; await client.PostAsync(\"http://h/\", new StringContent(text)); });")]
    public Task A_client_made_in_a_method_that_is_told_what_to_ask_is_reported(string member) => Verify<HttpClientPerRequest>.Reports(Around(member));

    [Fact]
    public Task What_is_asked_is_followed_through_locals_and_what_is_put_into_the_request() => Verify<HttpClientPerRequest>.Reports(Around(
        """
        public async Task Tell(object message)
        {
            HttpClient client = null!;
            var text = message.ToString();
            client = [|new HttpClient()|];
            var request = new HttpRequestMessage(HttpMethod.Post, "http://h/");
            request.Content = new StringContent(text!);
            await client.SendAsync(request);
        }
        """));

    [Theory]
    [InlineData("public async Task All() { foreach (var url in _urls) { using var client = [|new HttpClient()|]; await client.GetStringAsync(url); } }")]
    [InlineData("public async Task Poll() { while (true) { using (var client = [|new HttpClient()|]) { await client.GetStringAsync(\"http://h/\"); } await Task.Delay(1000); } }")]
    public Task A_client_for_each_round_of_a_loop_is_reported(string member) => Verify<HttpClientPerRequest>.Reports(Around(member));

    [Fact]
    public Task A_private_factory_whose_callers_let_each_client_die_is_reported() => Verify<HttpClientPerRequest>.Reports(Around(
        """
        private HttpClient Build(int seconds)
        {
            var client = [|new HttpClient()|];
            client.Timeout = TimeSpan.FromSeconds(seconds);
            return client;
        }

        public async Task<string> Ask(string url)
        {
            using (var client = Build(5))
            {
                return await client.GetStringAsync(url);
            }
        }

        public async Task Forget(string url)
        {
            using var client = Build(9);
            await client.DeleteAsync(url);
        }
        """));

    [Theory]
    [InlineData("private HttpClient? _kept; private HttpClient Build() => new HttpClient(); public async Task<string> Ask(string url) { _kept ??= Build(); return await _kept.GetStringAsync(url); }")]
    [InlineData("public HttpClient Build() => new HttpClient(); public async Task<string> Ask(string url) { using var client = Build(); return await client.GetStringAsync(url); }")]
    public Task A_factory_whose_clients_may_be_kept_is_quiet(string members) => Verify<HttpClientPerRequest>.Quiet(Around(members));

    [Theory]
    [InlineData("private readonly HttpClient _client = new HttpClient(); public Task<string> Ask(string url) => _client.GetStringAsync(url);")]
    [InlineData("private HttpClient? _client; public Task<string> Ask(string url) { _client ??= new HttpClient(); return _client.GetStringAsync(url); }")]
    [InlineData("private HttpClient? _client; public Task<string> Ask(string url) { var client = new HttpClient(); _client = client; return client.GetStringAsync(url); }")]
    [InlineData("private static readonly Lazy<HttpClient> Client = new(() => new HttpClient()); public Task<string> Ask(string url) => Client.Value.GetStringAsync(url);")]
    public Task A_client_that_is_kept_is_quiet(string members) => Verify<HttpClientPerRequest>.Quiet(Around(members));

    [Fact]
    public Task What_every_caller_keeps_in_a_field_is_asked_once() => Verify<HttpClientPerRequest>.Quiet(Around(
        "private string? _keys; private async Task<string> FetchKeys(string url) { using var client = new HttpClient(); return await client.GetStringAsync(url); } public async Task<string> Keys(string url) { if (_keys == null) { _keys = await FetchKeys(url); } return _keys; }"));

    [Fact]
    public Task What_one_caller_keeps_and_another_does_not_is_reported() => Verify<HttpClientPerRequest>.Reports(Around(
        "private string? _keys; private async Task<string> Fetch(string url) { using var client = [|new HttpClient()|]; return await client.GetStringAsync(url); } public async Task Keys(string url) { _keys = await Fetch(url); } public async Task<string> Page(string url) => await Fetch(url) + _keys;"));

    [Fact]
    public Task A_client_for_something_that_is_asked_once_is_quiet() =>
        Verify<HttpClientPerRequest>.Quiet(Around("public async Task<string> NewestVersion(CancellationToken cancellation) { using var client = new HttpClient(); return await client.GetStringAsync(\"http://h/newest\", cancellation); }"));

    [Fact]
    public Task A_loop_that_is_left_with_the_first_answer_is_quiet() => Verify<HttpClientPerRequest>.Quiet(Around(
        "public async Task<string> Any() { foreach (var url in _urls) { using var client = new HttpClient(); var text = await client.GetStringAsync(url); if (text.Length > 0) return text; } return string.Empty; }"));

    [Theory]
    [InlineData("new HttpClientHandler { UseProxy = false }")]
    [InlineData("new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3), AutomaticDecompression = System.Net.DecompressionMethods.All }")]
    public Task A_handler_of_its_own_that_says_nothing_of_the_request_is_reported(string handler) =>
        Verify<HttpClientPerRequest>.Reports(Around($"public async Task<string> Ask(string url) {{ using var client = [|new HttpClient({handler})|]; return await client.GetStringAsync(url); }}"));

    [Theory]
    [InlineData("public async Task<string> Ask(string url, TimeSpan time) { using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = time }); return await client.GetStringAsync(url); }")]
    [InlineData("public async Task<string> Ask(string url) { using var client = new HttpClient(new HttpClientHandler { CookieContainer = new System.Net.CookieContainer() }); return await client.GetStringAsync(url); }")]
    [InlineData("public async Task<string> Ask(string url, HttpMessageHandler shared) { using var client = new HttpClient(shared, disposeHandler: false); return await client.GetStringAsync(url); }")]
    [InlineData("public async Task<string> Ask(string url, System.Net.IWebProxy proxy) { using var client = new HttpClient(new HttpClientHandler { Proxy = proxy }); return await client.GetStringAsync(url); }")]
    [InlineData("public async Task<string> Ask(string url) { var handler = new HttpClientHandler(); handler.UseCookies = false; using var client = new HttpClient(handler); return await client.GetStringAsync(url); }")]
    public Task A_handler_may_be_shared_or_made_for_this_request(string member) => Verify<HttpClientPerRequest>.Quiet(Around(member));

    [Theory]
    [InlineData("static async Task Main(string[] args) { using var client = new HttpClient(); await client.GetStringAsync(args[0]); }")]
    [InlineData("static void Main() { } static async Task<string> Ask(string url) { using var client = new HttpClient(); return await client.GetStringAsync(url); }")]
    public Task A_console_program_that_serves_nobody_ends_some_time(string members) => Verify<HttpClientPerRequest>.Quiet(Around(members), output: OutputKind.ConsoleApplication);

    [Fact]
    public Task What_is_given_the_arguments_of_the_program_runs_once() => Verify<HttpClientPerRequest>.Quiet(
        Around("public static int Run(string[] args) { using var client = new HttpClient(); return client.GetStringAsync(args[0]).GetAwaiter().GetResult().Length; }"));

    [Fact]
    public Task A_console_program_that_listens_is_reported() => Verify<HttpClientPerRequest>.Reports(
        Around("static void Main() => new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 1).Start(); static async Task<string> Ask(string url) { using var client = [|new HttpClient()|]; return await client.GetStringAsync(url); }"),
        output: OutputKind.ConsoleApplication);

    private const string CommandLine = """

        class Result { public string Of(string name) => name; }
        class Command { public void SetAction(Func<Result, CancellationToken, Task> run) { } public void OnReceived(Func<Result, CancellationToken, Task> run) { } }
        abstract class AsyncCommand<T> { public abstract Task<int> ExecuteAsync(T settings); }
        class CommandAttribute : Attribute { }
        class OptionSet { public void Parse(string text) { } }
        class Program { static void Main() => new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 1).Start(); }

        """;

    [Theory]
    [InlineData("Command Build() { var c = new Command(); c.SetAction((r, token) => Run(r.Of(\"url\"))); return c; }", false)]
    [InlineData("Command Build() { var c = new Command(); c.SetAction(async (r, token) => { await Task.Yield(); await Inner(r.Of(\"url\")); }); return c; } Task Inner(string url) => Run(url);", false)]
    [InlineData("public Task Execute(string text) { string url = text; new OptionSet().Parse(text); return Run(url); }", false)]
    [InlineData("Command Build() { var c = new Command(); c.OnReceived((r, token) => Run(r.Of(\"url\"))); return c; }", true)]
    [InlineData("Command Build() { var c = new Command(); c.SetAction(async (r, token) => { while (true) { await Run(r.Of(\"url\")); await Task.Delay(1000); } }); return c; }", true)]
    [InlineData("Command Build() { var c = new Command(); c.SetAction((r, token) => Run(r.Of(\"url\"))); return c; } public Task Other(string url) => Run(url);", true)]
    public Task What_only_a_typed_command_runs_is_run_once_even_by_a_program_that_listens(string members, bool isReported)
    {
        var code = Around(members + $" private async Task<string> Run(string url) {{ using var client = {(isReported ? "[|new HttpClient()|]" : "new HttpClient()")}; return await client.GetStringAsync(url); }}") + CommandLine;
        return isReported
            ? Verify<HttpClientPerRequest>.Reports(code, output: OutputKind.ConsoleApplication)
            : Verify<HttpClientPerRequest>.Quiet(code, output: OutputKind.ConsoleApplication);
    }

    [Theory]
    [InlineData("class Fetch : AsyncCommand<string> { public override", "ExecuteAsync", false)]
    [InlineData("[Command] class Fetch { public", "OnExecuteAsync", false)]
    [InlineData("class Fetch { public", "OnExecuteAsync", true)]
    [InlineData("[Command] class Fetch { public", "AskAsync", true)]
    public Task The_method_of_a_command_is_run_once(string type, string method, bool isReported)
    {
        var code = Around("") + $"{type} async Task<int> {method}(string url) {{ using var client = {(isReported ? "[|new HttpClient()|]" : "new HttpClient()")}; return (await client.GetStringAsync(url)).Length; }} }}\n" + CommandLine;
        return isReported
            ? Verify<HttpClientPerRequest>.Reports(code, output: OutputKind.ConsoleApplication)
            : Verify<HttpClientPerRequest>.Quiet(code, output: OutputKind.ConsoleApplication);
    }

    private static string Around(string members) =>
        "using System;\nusing System.Net.Http;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n    private readonly string[] _urls = Array.Empty<string>();\n\n    " + members + "\n}\n";
}
