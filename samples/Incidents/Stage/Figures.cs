using System;
using System.Collections.Generic;
using System.Linq;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Incidents.Stage;

/// <summary>The figures' common look: white, large letters, the naive program in red, the reference in blue.</summary>
internal static class Figures
{
    public static readonly Color Naive = Color.FromHex("#C0392B");
    public static readonly Color Reference = Color.FromHex("#1F618D");
    public static readonly Color Third = Color.FromHex("#B9770E");

    /// <summary>An empty figure.</summary>
    public static Plot New(string title, string x, string y)
    {
        Fonts.Default = "DejaVu Sans";
        var plot = new Plot();
        plot.Title(title, 17);
        plot.XLabel(x, 14);
        plot.YLabel(y, 14);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.08);
        plot.Axes.Frameless(false);
        return plot;
    }

    /// <summary>A line over time; a broad one lies under another and shows where the two part. (Dashes are not in Skia's SVG.)</summary>
    public static void Line(this Plot plot, string name, IReadOnlyCollection<(double X, double Y)> points, Color color, bool broad = false)
    {
        var line = plot.Add.ScatterLine(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), broad ? color.WithOpacity(0.35) : color);
        (line.LegendText, line.LineWidth) = (name, broad ? 8 : 2.5f);
    }

    /// <summary>A stretch of time in which something was the case.</summary>
    public static void During(this Plot plot, string? name, double from, double to)
    {
        var span = plot.Add.HorizontalSpan(from, to, Colors.Gray.WithOpacity(0.2));
        span.LegendText = name ?? "";
    }

    /// <summary>A moment at which something happened.</summary>
    public static void Moment(this Plot plot, string what, double at)
    {
        var line = plot.Add.VerticalLine(at, 1.2f, Colors.Black.WithOpacity(0.4));
        (line.LabelText, line.LabelOppositeAxis, line.LabelRotation) = (what, true, 0);
        (line.LabelFontSize, line.LabelBackgroundColor, line.LabelFontColor) = (11, Colors.White, Colors.Black);
        line.ExcludeFromLegend = true;

        // Room for the words between the picture and its title.
        plot.Axes.Top.MinimumSize = 24;
    }

    /// <summary>Bars side by side in named groups, each with its value written on it.</summary>
    public static void Bars(this Plot plot, string[] groups, params (string Name, Color Color, double[] Heights, string[] Labels)[] series)
    {
        var width = 0.8 / series.Length;
        for (var i = 0; i < series.Length; i++)
        {
            var (name, color, heights, labels) = series[i];
            var bars = plot.Add.Bars(heights.Select((height, group) => new Bar
            {
                Position = group + ((i - ((series.Length - 1) / 2.0)) * width),
                Value = height,
                Label = labels[group],
                FillColor = color,
                LineWidth = 0,
                Size = width * 0.94,
            }).ToList());
            bars.LegendText = name;
            bars.ValueLabelStyle.FontSize = 13;
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual([.. groups.Select((_, i) => (double)i)], groups);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.SetLimitsX(-0.6, groups.Length - 0.4);
        plot.Axes.Margins(bottom: 0, top: 0.15);
    }

    /// <summary>The left axis counts in powers of ten; heights are given as their logarithms.</summary>
    public static void LogarithmicLeft(this Plot plot, Func<double, string> label)
    {
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = power => label(Math.Pow(10, power)),
        };
    }
}
