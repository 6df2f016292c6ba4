using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Http;

namespace NetworkingAnalyzers.Tests.Rules.Http;

public sealed class MediaTypeWithParametersTests
{
    private static string Method(string statements) => $$"""
        using System.Net.Http;
        using System.Net.Http.Headers;
        using System.Text;

        class C
        {
            private const string Json = "application/json; charset=utf-8";

            void M(string body, string type)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("var content = new StringContent(body, Encoding.UTF8, [|\"application/json; charset=utf-8\"|]);", "var content = new StringContent(body, Encoding.UTF8, \"application/json\");")]
    [InlineData("var content = new StringContent(body, Encoding.UTF8, [|Json|]);", "var content = new StringContent(body, Encoding.UTF8, \"application/json\");")]
    [InlineData("StringContent content = new(body, Encoding.UTF8, mediaType: [|\"text/xml;charset=utf-8\"|]);", "StringContent content = new(body, Encoding.UTF8, mediaType: \"text/xml\");")]
    [InlineData("var header = new MediaTypeHeaderValue([|\"text/plain; charset=utf-8\"|]);", "var header = MediaTypeHeaderValue.Parse(\"text/plain; charset=utf-8\");")]
    [InlineData("var header = new MediaTypeHeaderValue([|\"application/json;odata=verbose\"|]);", "var header = MediaTypeHeaderValue.Parse(\"application/json;odata=verbose\");")]
    public Task Parameters_go_where_they_are_taken(string before, string after) => Verify<MediaTypeWithParameters, MediaTypeWithParametersFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("var content = new StringContent(body, Encoding.UTF8, [|\"application/json; profile=x\"|]);")]
    [InlineData("MediaTypeHeaderValue header = new([|\"text/plain; charset=utf-8\"|]);")]
    public Task Where_a_machine_would_lose_something_nothing_is_offered(string statement) => Verify<MediaTypeWithParameters, MediaTypeWithParametersFix>.OffersNothing(Method(statement));

    [Theory]
    [InlineData("var content = new StringContent(body, Encoding.UTF8, \"application/json\");")]
    [InlineData("var content = new StringContent(\"a; b\");")]
    [InlineData("var content = new StringContent(body, Encoding.UTF8, type);")]
    [InlineData("var header = MediaTypeHeaderValue.Parse(\"text/plain; charset=utf-8\");")]
    [InlineData("var header = new MediaTypeHeaderValue(\"text/plain\") { CharSet = \"utf-8\" };")]
    public Task A_bare_type_and_one_that_cannot_be_seen_are_quiet(string statement) => Verify<MediaTypeWithParameters, MediaTypeWithParametersFix>.Quiet(Method(statement));
}
