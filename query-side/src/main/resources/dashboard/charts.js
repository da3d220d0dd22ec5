"use strict";
/*
 * Draws the charts that stand in a page as numbers. Colours are the style sheet's variables, so
 * dark, light and print need nothing here. Nothing moves, nothing is smoothed, axes begin at 0.
 */
(() => {
  // Our content security policy refuses style attributes, which ECharts writes for its texts; what
  // is set through the object model is allowed.
  SVGElement.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };

  const COLOURS = ["one", "two", "three", "four", "five", "six", "seven"].map((c) => `var(--${c})`);
  const INK = "var(--ink)";
  const FAINT = "var(--faint)";
  const LINE = "var(--line)";
  const HIDDEN = "var(--hidden)";
  const FONT = "system-ui, sans-serif";
  const ROW = 36;

  const label = { color: FAINT, fontSize: 11, fontFamily: FONT };
  const title = { color: FAINT, fontSize: 11, fontFamily: FONT };

  function category(name, data, more) {
    return {
      type: "category", name, data, nameLocation: "middle", nameGap: 26, nameTextStyle: title,
      axisLine: { lineStyle: { color: LINE } }, axisTick: { show: false }, axisLabel: label, ...more,
    };
  }

  function value(name, more) {
    return {
      type: "value", name, nameTextStyle: { ...title, align: "left" }, axisLabel: label,
      splitLine: { lineStyle: { color: LINE, width: 0.5 } }, ...more,
    };
  }

  function stack(spec) {
    const series = spec.series.map((one, i) => ({
      type: "bar", stack: "all", name: one.name, data: one.values, silent: true,
      barCategoryGap: spec.joined ? "0%" : "25%",
      itemStyle: one.hidden
        ? { color: HIDDEN, borderColor: FAINT, borderType: "dashed", borderWidth: 1 }
        : { color: COLOURS[i % COLOURS.length] },
    }));
    return {
      height: 260,
      option: {
        legend: { top: 0, left: 0, textStyle: { ...label, color: INK }, itemWidth: 16, selectedMode: false },
        // Patterns beside colours.
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        grid: { left: 40, right: 8, top: spec.series.length > 4 ? 78 : 54, bottom: 44 },
        xAxis: category(spec.axis, spec.names),
        yAxis: value(spec.unit, { min: 0, max: spec.most, minInterval: 1 }),
        series,
      },
    };
  }

  function intervals(spec, wide) {
    const points = [...spec.points].reverse();
    const names = points.map((point) => point.name);
    const lines = points.filter((p) => p.low != null && p.high != null).map((p) => ({
      type: "line", silent: true, symbol: "rect", symbolSize: [2, 9], lineStyle: { color: COLOURS[0], width: 2 },
      itemStyle: { color: COLOURS[0] }, data: [[p.low, p.name], [p.high, p.name]],
    }));
    const dots = {
      type: "scatter", silent: true, symbolSize: 9, itemStyle: { color: COLOURS[0] },
      label: { show: true, position: "top", distance: 2, color: INK, fontSize: 11, fontFamily: FONT,
        formatter: (one) => String(Math.round(one.value[0] * 100) / 100).replace("-", "−") },
      data: points.filter((p) => p.at != null).map((p) => [p.at, p.name]),
    };
    const hidden = {
      type: "scatter", silent: true, symbol: "rect", symbolSize: [10, 10],
      itemStyle: { color: HIDDEN, borderColor: FAINT, borderType: "dashed" },
      label: { show: true, position: "right", color: FAINT, fontSize: 11, fontFamily: FONT, lineHeight: 13,
        width: wide ? 320 : 90, overflow: "break",
        formatter: (one) => points[one.dataIndex === undefined ? 0 : hiddenAt[one.dataIndex]].hidden },
      data: points.filter((p) => p.hidden).map((p) => [0, p.name]),
    };
    const hiddenAt = points.map((p, i) => (p.hidden ? i : -1)).filter((i) => i >= 0);
    return {
      height: 60 + (wide ? 1 : 1.6) * ROW * points.length,
      option: {
        grid: { left: 8, right: 24, top: 10, bottom: 40, containLabel: true },
        xAxis: value(spec.unit, {
          nameLocation: "middle", nameGap: 26, nameTextStyle: title,
          min: (range) => Math.min(0, Math.floor(Math.min(range.min, ...points.map((p) => p.low ?? 0)))),
          max: (range) => Math.max(1, Math.ceil(Math.max(range.max, ...points.map((p) => p.high ?? 0)))),
        }),
        yAxis: category("", names, { axisLabel: { ...label, color: INK, lineHeight: 13, width: wide ? 320 : 110, overflow: "break" } }),
        series: [...lines, dots, hidden],
      },
    };
  }

  function change(spec) {
    const names = spec.points.map((point) => point.name);
    const shown = spec.points.filter((p) => p.low != null && p.high != null);
    const dots = (name, of, symbol, colour) => ({
      type: "scatter", name, silent: true, symbol, symbolSize: 8, itemStyle: { color: colour },
      data: shown.map((p) => [p.name, of(p)]),
    });
    const hidden = {
      type: "scatter", name: "Hidden: fewer than 5", silent: true, symbol: "rect", symbolSize: [8, 8],
      itemStyle: { color: HIDDEN, borderColor: FAINT, borderType: "dashed" },
      data: spec.points.filter((p) => p.hidden).map((p) => [p.name, 0]),
    };
    const series = [
      dots("Arriving", (p) => p.low, "circle", COLOURS[1]),
      dots("Leaving", (p) => p.high, "triangle", COLOURS[0]),
    ];
    if (hidden.data.length) series.push(hidden);
    return {
      height: 240,
      option: {
        legend: { top: 0, left: 0, textStyle: { ...label, color: INK }, selectedMode: false,
          data: series.map((one) => one.name) },
        grid: { left: 40, right: 8, top: 54, bottom: 44 },
        xAxis: category(spec.axis, names),
        yAxis: value(spec.unit, { min: 0, max: spec.most }),
        series: [
          ...shown.map((p) => ({
            type: "line", silent: true, symbol: "none", lineStyle: { color: FAINT, width: 1.5 },
            data: [[p.name, p.low], [p.name, p.high]],
          })),
          ...series,
        ],
      },
    };
  }

  const KINDS = { stack, intervals, change };

  function draw(element) {
    const spec = JSON.parse(element.dataset.chart);
    const { height, option } = KINDS[spec.kind](spec, element.clientWidth > 600);
    element.style.height = `${height}px`;
    const chart = echarts.init(element, null, { renderer: "svg" });
    chart.setOption({ animation: false, backgroundColor: "transparent", textStyle: { fontFamily: FONT }, ...option });
    new ResizeObserver(() => chart.resize()).observe(element);
  }

  function drawAll(within) {
    within.querySelectorAll("[data-chart]").forEach(draw);
  }

  /* A file of its own has no style sheet: colours are put in as they are seen. */
  function download(figure) {
    const style = getComputedStyle(document.documentElement);
    figure.querySelectorAll(".chart svg").forEach((svg, i) => {
      const copy = svg.cloneNode(true);
      copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
      const text = new XMLSerializer().serializeToString(copy)
        .replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
      link.download = `${figure.id}${i ? `-${i + 1}` : ""}.svg`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches("button.svg")) download(event.target.closest(".figure"));
  });
  document.addEventListener("renewed", (event) => drawAll(event.detail));
  drawAll(document);
})();
