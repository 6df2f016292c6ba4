using System;
using System.Net.Http;
using System.Text;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7007: content cannot be made with a media type that has parameters.</summary>
public sealed class MediaTypeWithParametersExperiment
{
    [Fact]
    public void With_a_charset_in_its_type_the_content_cannot_be_made() => Assert.Throws<FormatException>(() => Pitfall.Of("{}"));

    [Fact]
    public void With_the_bare_type_the_header_says_the_charset_of_the_encoding()
    {
        using var content = Mended.Of("{}");
        Assert.Equal("application/json; charset=utf-8", content.Headers.ContentType!.ToString());
    }

    private static class Pitfall
    {
#pragma warning disable NWA7007 // the sin is the exhibit
        public static HttpContent Of(string json) => new StringContent(json, Encoding.UTF8, "application/json; charset=utf-8");
#pragma warning restore NWA7007
    }

    private static class Mended
    {
        public static HttpContent Of(string json) => new StringContent(json, Encoding.UTF8, "application/json");
    }
}
